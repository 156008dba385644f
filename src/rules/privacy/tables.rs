//! The tables of what is personal, secret or an id, row by row: a text in which the value is found and one in which a
//! look-alike is not; and the lists of what is never found, entry by entry.

use super::harness::spans;
use super::markers::expand_with;
use super::*;
use crate::rules::TextRule;

fn rule(code: &str) -> &'static dyn TextRule {
    match code {
        "FT601" => &EmailAddress,
        "FT602" => &PhoneNumber,
        "FT603" => &PaymentCard,
        "FT604" => &BankAccount,
        "FT605" => &NationalId,
        "FT606" => &MedicalId,
        "FT607" => &IpAddress,
        "FT608" => &CryptoWallet,
        "FT609" => &Person::PLAIN,
        "FT610" => &DeviceId,
        "FT611" => &LocalUserPath,
        "FT620" => &Secret,
        "FT621" => &Password,
        _ => &RecordId,
    }
}

fn count(code: &str, text: &str) -> usize {
    // Bars stand in numbers that would look like someone's.
    spans(rule(code), code, &expand_with(&text.replace('¦', ""), 5)).len()
}

/// Entity, rule, a text with one value, a text with none.
#[rustfmt::skip]
const ENTITIES: &[(&str, &str, &str, &str)] = &[
    ("EMAIL", "FT601", "write to ann@lumenpost.io", "write to ann@example.com"),
    ("EMAIL, obfuscated", "FT601", "ann (at) lumenpost (dot) io", "meet ann at lumenpost dot in"),
    ("PHONE, international", "FT602", "+49 30 7716 4420", "+999 30 7716 4420"),
    ("PHONE, national", "FT602", "ring 020 8742 6193", "see 020 8742 6193 12 44"),
    ("PHONE, double zero", "FT602", "ring 0049 30 7716 4420", "code 0049 30 7716 4420 22"),
    ("CREDIT_CARD", "FT603", "{{card-visa:4}}", "{{payment-card-bad-luhn}}"),
    ("IBAN", "FT604", "{{iban-gb:4}}", "{{iban-gb-bad:4}}"),
    ("BANK_ACCOUNT, routing", "FT604", "routing number {{us-routing}}", "routing table 192168001"),
    ("BANK_ACCOUNT, sort code", "FT604", "sort code 20-32-53", "dated 20-32-53"),
    ("BANK_ACCOUNT, bic", "FT604", "BIC COBADEFFXXX, then", "BIC IS A CODE"),
    ("PASSPORT", "FT605", "passport number X48213975", "passport number is a field"),
    ("DRIVER_LICENSE", "FT605", "driver's license number D4821397", "MIT license 48213977"),
    ("IP_ADDRESS, v4", "FT607", "client 81.45.207.19", "version 81.45.207.19"),
    ("IP_ADDRESS, v6", "FT607", "2a02:8109:9ac0:4e1c::17", "2001:db8::8a2e:370:7334"),
    ("MAC_ADDRESS", "FT607", "3c:52:82:4f:1a:07", "00:11:22:33:44:55"),
    ("CRYPTO_WALLET, base 58", "FT608", "{{btc}}", "{{hex-40}}"),
    ("CRYPTO_WALLET, bech32", "FT608", "{{btc-segwit}}", "bc1q{{b62-38}}"),
    ("CRYPTO_WALLET, ether", "FT608", "{{eth}}", "0x{{hex-64}}"),
    ("CRYPTO_WALLET, xrp", "FT608", "{{xrp}}", "r{{hex-33}}"),
    ("CRYPTO_WALLET, sol", "FT608", "solana wallet {{sol}}", "{{sol}}"),
    ("VEHICLE_ID", "FT610", "{{vin}}", "{{vin-eu}}"),
    ("DEVICE_ID, imei", "FT610", "IMEI {{imei}}", "[{{imei}}, 1]"),
    ("DEVICE_ID, serial", "FT610", "serial number C02XK4821397", "DNS serial: 2024110501"),
    ("MEDICAL_ID, mbi", "FT606", "{{us-mbi:####-###-####}}", "1EG4-TE5-MK73"),
    ("MEDICAL_ID, npi", "FT606", "NPI {{us-npi}}", "number {{us-npi}}"),
    ("MEDICAL_ID, dea", "FT606", "DEA {{us-dea}}", "part {{us-dea}}"),
    ("MEDICAL_ID, nhs", "FT606", "NHS number {{uk-nhs}}", "the NHS spent {{uk-nhs}} on it"),
    ("MEDICAL_ID, mrn", "FT606", "MRN 48213977", "patients: 48213977"),
    ("RECORD_ID", "FT630", "customer id 48213", "customers 48213"),
    ("SECRET", "FT620", "{{github-token}}", "{{github-token-bad-crc}}"),
    ("PASSWORD", "FT621", "my password is {{password}}", "my password is required"),
    ("USER_PATH", "FT611", "/home/mwolters/x", "/home/ubuntu/x"),
    ("DATE_OF_BIRTH", "FT609", "DOB: 12/03/1985", "due: 12/03/1985"),
    ("ADDRESS", "FT609", "I live at 48 Lantern Street, Leeds", "12 streets of Leeds"),
    ("GEO", "FT609", "my location: 52.52043, 13.40912", "plot at 52.52043, 13.40912"),
];

#[test]
fn every_entity_is_found_and_its_look_alike_is_not() {
    let mut wrong = Vec::new();
    for (entity, code, good, bad) in ENTITIES {
        let (found, none) = (count(code, good), count(code, bad));
        if found != 1 || none != 0 {
            wrong.push(format!("{entity}: {found} in `{good}`, {none} in `{bad}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each national id with its word is found, and with a wrong check, where it has one, is not.
#[test]
fn every_national_id_is_found_and_a_wrong_one_is_not() {
    let mut wrong = Vec::new();
    for id in id_forms::IDS {
        let word = id.cues[0];
        if count("FT605", &format!("{word}: {{{{{}}}}}", id.subtype)) != 1 {
            wrong.push(format!("{}: not found after `{word}`", id.subtype));
        }
        // Another country's check can hold by chance: of eight values most must be none.
        let bad = (0..8).filter(|seed| {
            let text = expand_with(&format!("{{{{{}-bad}}}}", id.subtype), *seed);
            !spans(&NationalId, "FT605", &text).is_empty()
        });
        if id.sums && bad.count() > 3 {
            wrong.push(format!("{}: found with a wrong check", id.subtype));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Keys that are known by their middle, their length or their place.
#[test]
fn every_key_without_a_prefix_is_found() {
    let mut wrong = Vec::new();
    for (good, bad) in [
        ("{{telegram-token}}", "12:{{b62-35}}"),
        ("{{terraform-token}}", "{{b62-14}}.atlas.{{b62-64}}"),
        ("{{mailchimp-key}}", "{{hex-32}}-us123"),
        ("{{teams-webhook}}", "https://lumenpost.webhook.office.com/webhookb2/none"),
        ("{{azure-client-secret}}", "~8Q{{b62-34}}"),
        (
            "https://a.blob.core.windows.net/x?sv=2023-01-03&sig={{azure-signature}}",
            "https://a.io/x?sig={{azure-signature}}",
        ),
        ("wandb login {{hex-40}}", "commit {{hex-40}}"),
        ("datadog {{hex-32}}", "etag {{hex-32}}"),
        ("twilio auth token {{hex-32}}", "md5 {{hex-32}}"),
        ("cloudflare global api key {{hex-37}}", "digest {{hex-37}}"),
        ("confluent api.key={{=@@##@@@#@##@@@@#}}", "batch {{=@@##@@@#@##@@@@#}}"),
        ("db.lumenpost.io:5432:shop:etl:{{password}}", "db.lumenpost.io:5432:shop:etl:password"),
        ("Authorization: Basic {{basic-auth}}", "Authorization: Basic dXNlcjpwYXNzd29yZA=="),
        ("{\"auth\": \"{{basic-auth}}\"}", "{\"auth\": \"basic authentication\"}"),
        ("Authorization: Bearer {{jwt}}", "Authorization: Bearer <your-token-goes-here>"),
        ("{{private-key}}", "-----BEGIN PUBLIC KEY-----\n{{b64-64}}\n{{b64-64}}"),
        ("redis://:{{password}}@cache.lumenpost.io:6379/0", "redis://:password@localhost:6379/0"),
        ("curl -u desk:{{password}} https://api.lumenpost.io", "curl -u user:pass https://api.lumenpost.io"),
    ] {
        let (found, none) = (count("FT620", good), count("FT620", bad));
        if found != 1 || none != 0 {
            wrong.push(format!("{found} in `{good}`, {none} in `{bad}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Values that are set aside, list by list.
#[rustfmt::skip]
const NEVER: &[(&str, &[&str])] = &[
    ("FT601", &["a@example.com", "a@x.example.org", "a@b.example", "a@b.test", "a@b.invalid", "a@b.localhost", "a@b.local", "a@b.internal",
        "a@localhost.localdomain", "a@domain.com", "a@email.com", "a@yourdomain.net", "a@yourcompany.com", "a@your-company.de", "a@company.com",
        "a@mycompany.com", "a@acme.com", "a@foo.com", "a@bar.com", "a@test.com", "a@sample.com", "john.doe@mail.com", "git@github.com"]),
    ("FT602", &["call (212) 555-0143", "call 800-555-0199", "call (555) 731-2094", "call 123-456-7890", "call 000-000-0000", "call 555-1234",
        "call 020 7946 0123", "call 0113 496 0123", "call 0121 496 0123", "call 0191 498 0123", "call 028 9649 6123", "call 029 2018 0123",
        "call 01632 960123", "call 07700 900123", "call 0808 157 0123", "call 0909 879 0123", "call 0306 999 0123", "call +61 2 5550 1234",
        "call +61 2 7010 1234", "call +61 491 570 156", "call 01 99 00 12 34", "call 06 39 98 12 34", "call +49 30 23125 123",
        "call +49 69 90009 123", "call +49 40 66969 123", "call +49 221 4710 123", "call +49 89 99998 123", "call +49 171 39200 12",
        "call +46 31 390 06 12", "call +46 70 174 06 12", "call XXX-XXX-2094", "call 112"]),
    ("FT603", &["card {{test-card}}", "card 4000¦00{{=###########}}", "card 4444¦4444¦4444¦4448"]),
    ("FT607", &["ip 192.0.2.9", "ip 198.51.100.9", "ip 203.0.113.9", "ip 127.0.0.1", "ip 0.0.0.0", "ip 255.255.255.0", "ip 10.1.2.3",
        "ip 172.16.9.9", "ip 192.168.9.9", "ip 169.254.9.9", "ip 100.64.9.9", "ip 198.18.9.9", "ip 224.0.0.9", "ip 240.1.2.9", "ip ::1",
        "ip fe80::1ff:fe23:4567:890a", "ip fd12:3456:789a:1::1", "ip ff02::1:ff00:1", "ip 2001:db8::8a2e:370:7334"]),
    ("FT620", &["ghp_{{b62-20}}EXAMPLE{{b62-9}}", "sk_live_your{{b62-24}}", "sk_live_xxxx{{b62-24}}", "gsk_changeme{{b62-44}}", "gsk_{{b62-50}}...",
        "sk_live_{{=****}}redacted{{b62-20}}", "sk_live_abcdefghijklmnop{{b62-12}}", "sk_live_1234567890{{b62-20}}", "sk_live_qwerty{{b62-20}}",
        "sk_live_dummy{{b62-20}}", "sk_live_placeholder{{b62-20}}", "sk_live_replace{{b62-20}}", "sk_live_foobar{{b62-20}}"]),
    ("FT621", &["password = os.environ['DB_PASS_2']", "password = process.env.DB_PASS2", "password = getenv('DB_PASS_2')", "password = ENV['DB_PASS_2']",
        "password = config.get('db.pass2')", "password = vault.read('kv/db2')", "password = settings.DB_PASS2", "password: ${{ secrets.DB_PASS2 }}",
        "password: op://vault/db2/password", "password: {{ db_pass_2 }}", "password: %(db_pass2)s", "password=$DB_PASS2", "password=make_password(12)",
        "password: [REDACTED]", "password: <PASSWORD_1>", "password: ****1234", "password: ••••••1"]),
    ("FT605", &["SSN XXX-XX-1234", "SSN ***-**-1234", "SSN 123-45-¦6789", "SSN 078-05-¦1120", "SSN 987-65-¦4321", "SSN 000-12-¦3456", "SSN 666-12-¦3456"]),
];

#[test]
fn what_is_set_aside_is_never_found() {
    let wrong: Vec<String> = NEVER
        .iter()
        .flat_map(|(code, texts)| texts.iter().map(move |text| (code, text)))
        .filter(|(code, text)| count(code, text) > 0)
        .map(|(code, text)| format!("{code}: {text}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Shapes that are never phones, cards or ids.
#[test]
fn public_shapes_are_nothing() {
    let mut wrong = Vec::new();
    for text in [
        "1730801722",
        "1730801722481",
        "20241105101522",
        "{{uuid}}",
        "{{isbn}}",
        "{{ean}}",
        "{{orcid}}",
        "1853780246801010743",
        "{{hex-40}}",
        "{{hex-64}}",
        "4,829,173,004",
        "4829173004 km",
        "version 4829173004",
        "commit 4829173004",
        "seed 4829173004821397",
        "page 4829",
        "3.14159265358979",
        "646-731-2094 = 5",
        "[6467312094, 6467312095]",
    ] {
        for code in ["FT602", "FT603", "FT604", "FT605", "FT606", "FT630"] {
            if count(code, text) > 0 {
                wrong.push(format!("{code}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the rules know of tables, forms, questions and nested values.
#[test]
fn values_are_found_where_talk_and_files_put_them() {
    let mut wrong = Vec::new();
    for (code, text) in [
        ("FT630", "Agent: What is your order number?\nAnn: it's 4829173"),
        ("FT630", "{\"customer\":{\"id\":\"C-48213\"}}"),
        ("FT630", "numéro de client est le 4829173"),
        ("FT630", "die Vertragskontonummer 48291730"),
        ("FT630", "numer zamówienia 4829173"),
        ("FT630", "the order number on my receipt is 4829173"),
        ("FT630", "confirmation code Q7RT2X"),
        ("FT630", "case CS-48213 is open"),
        ("FT630", "your claim number? 48213977."),
        ("FT602", "name,phone,city\nAnn,6467312094,3"),
        ("FT602", "Bel me op 06-48 21 54 77"),
        ("FT602", "Fax 0221/77394-36"),
        ("FT605", "dni,n\n44223290¦V,1"),
        ("FT621", "define('DB_PASSWORD', 'Lantern-2291');"),
        ("FT621", "password für den Server: Laterne-2291"),
        ("FT621", "mysql -uroot -p'Lantern-2291' x"),
        ("FT621", "RABBITMQ_DEFAULT_PASS=Lantern-2291"),
        ("FT621", "the api token i use is {{b62-40}}"),
        ("FT621", "user=ann&password=Lantern-2291&x=1"),
    ] {
        if count(code, text) != 1 {
            wrong.push(format!("{code}: {text}"));
        }
    }
    for (code, text) in [
        ("FT630", "What is your order number?\nI paid 4829173 of them"),
        ("FT630", "request id {{uuid}}"),
        ("FT630", "the order number field is 48291 long, its length is 48291"),
        ("FT602", "rows,cols\n64673120,3"),
        ("FT602", "Compute 646-731-2094."),
        ("FT621", "set_pass('one', 'two-3')"),
        ("FT621", "first_pass = \"X2-render-9\""),
        ("FT621", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
    ] {
        if count(code, text) != 0 {
            wrong.push(format!("found in {code}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
