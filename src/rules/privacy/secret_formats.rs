//! The formats of secrets that name themselves, by what they open. One line each: name in reports, name in messages, prefix,
//! what follows. Lengths and characters are those that the services document, or that their tokens are seen to have.

use super::formats::Part::{self, Run, Span, Text};
use super::formats::Set::{
    B32, B62, B64, B64u, Bech32, Digits, Dotted, Encoded, Hex, Letters, Lower, Padded, Upper, UpperHex,
};
use super::formats::{Format, Proof, format};

const MIDDLE: &str = concat!("T3Blb", "kFJ");
const KEY_CUES: &[&str] = &["deepseek", "api key", "apikey", "api-key", "key"];

/// The formats; those with a common prefix stand with the more certain one first.
#[rustfmt::skip]
pub const FORMATS: &[Format] = &[
    format("github-token", "GitHub token", "ghp_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-oauth", "GitHub OAuth token", "gho_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-user-token", "GitHub user token", "ghu_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-server-token", "GitHub server token", "ghs_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-server-token", "GitHub server token", "ghs_", &[Span(Dotted, 40, 800)]),
    format("github-refresh-token", "GitHub refresh token", "ghr_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("github-refresh-token", "GitHub refresh token", "ghr_", &[Span(B62, 37, 76)]),
    format("github-fine-grained", "GitHub fine-grained token", "github_pat_", &[Run(B62, 22), Text("_"), Run(B62, 59)]),
    format("gitlab-token", "GitLab token", "glpat-", &[Run(B64u, 20)]),
    format("gitlab-token", "GitLab token", "glpat-", &[Span(B64u, 27, 300), Text("."), Run(Lower, 2), Text("."), Run(Lower, 9)]).proven(Proof::Crc36),
    format("gitlab-token", "GitLab token", "glpat-", &[Span(B64u, 27, 300), Text("."), Run(Lower, 9)]).proven(Proof::Crc36),
    format("gitlab-deploy-token", "GitLab deploy token", "gldt-", &[Run(B64u, 20)]),
    format("gitlab-feed-token", "GitLab feed token", "glft-", &[Run(B64u, 20)]),
    format("gitlab-scim-token", "GitLab SCIM token", "glsoat-", &[Run(B64u, 20)]),
    format("gitlab-runner-token", "GitLab runner token", "glrt-", &[Run(B64u, 20)]),
    format("gitlab-flag-token", "GitLab feature-flag token", "glffct-", &[Run(B64u, 20)]),
    format("gitlab-mail-token", "GitLab incoming-mail token", "glimt-", &[Run(B64u, 25)]),
    format("gitlab-agent-token", "GitLab agent token", "glagent-", &[Run(B64u, 50)]),
    format("gitlab-trigger-token", "GitLab trigger token", "glptt-", &[Run(Hex, 40)]),
    format("gitlab-oauth-secret", "GitLab OAuth secret", "gloas-", &[Run(B64u, 64)]),
    format("gitlab-job-token", "GitLab job token", "glcbt-", &[Span(B62, 1, 5), Text("_"), Run(B64u, 20)]),
    format("gitlab-runner-token", "GitLab runner token", "GR1348941", &[Run(B64u, 20)]),
    format("npm-token", "npm token", "npm_", &[Run(B62, 36)]).proven(Proof::Crc62),
    format("pypi-token", "PyPI token", "pypi-AgEIcHlwaS5vcmc", &[Span(B64u, 50, 1000)]),
    format("pypi-token", "TestPyPI token", "pypi-AgENdGVzdC5weXBpLm9yZ", &[Span(B64u, 50, 1000)]),
    format("rubygems-token", "RubyGems token", "rubygems_", &[Run(Hex, 48)]),
    format("cargo-token", "Cargo registry token", "cio", &[Run(B62, 32)]).proven(Proof::Cue(&["crates", "cargo"])),
    format("nuget-key", "NuGet key", "oy2", &[Run(Lower, 43)]),
    format("docker-token", "Docker Hub token", "dckr_pat_", &[Run(B64u, 27)]),
    format("docker-token", "Docker Hub organisation token", "dckr_oat_", &[Run(B64u, 32)]),
    format("aws-key-id", "AWS access key id", "AKIA", &[Run(B32, 16)]),
    format("aws-key-id", "AWS temporary access key id", "ASIA", &[Run(B32, 16)]),
    format("aws-key-id", "AWS bearer-token id", "ABIA", &[Run(B32, 16)]),
    format("aws-key-id", "AWS context credential", "ACCA", &[Run(B32, 16)]),
    format("aws-unique-id", "AWS unique id", "AIDA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "AROA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "AGPA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "ANPA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "ANVA", &[Run(B32, 16)]).info(),
    format("aws-unique-id", "AWS unique id", "APKA", &[Run(B32, 16)]).info(),
    format("aws-bedrock-key", "AWS Bedrock key", "ABSK", &[Span(B64, 109, 269)]),
    format("aws-bedrock-key", "AWS Bedrock key", "bedrock-api-key-", &[Span(B64, 64, 2000)]),
    format("google-api-key", "Google API key", "AIza", &[Run(B64u, 35)]),
    format("google-client-secret", "Google OAuth client secret", "GOCSPX-", &[Run(B64u, 28)]),
    format("google-access-token", "Google access token", "ya29.", &[Span(B64u, 30, 1000)]),
    format("azure-storage-key", "Azure storage key", "AccountKey=", &[Run(B64, 86), Text("==")]).after_key(11),
    format("azure-shared-key", "Azure shared access key", "SharedAccessKey=", &[Run(B64, 43), Text("=")]).after_key(16),
    format("openai-legacy-key", "OpenAI key", "sk-", &[Run(B62, 20), Text(MIDDLE), Run(B62, 20)]),
    format("openai-key", "OpenAI project key", "sk-proj-", &[Run(B64u, 74), Text(MIDDLE), Run(B64u, 74)]),
    format("openai-key", "OpenAI project key", "sk-proj-", &[Run(B64u, 58), Text(MIDDLE), Run(B64u, 58)]),
    format("openai-key", "OpenAI project key", "sk-proj-", &[Run(B64u, 74), Text(MIDDLE), Run(B64u, 58)]),
    format("openai-key", "OpenAI project key", "sk-proj-", &[Run(B64u, 58), Text(MIDDLE), Run(B64u, 74)]),
    format("openai-service-key", "OpenAI service key", "sk-svcacct-", &[Run(B64u, 74), Text(MIDDLE), Run(B64u, 74)]),
    format("openai-service-key", "OpenAI service key", "sk-svcacct-", &[Run(B64u, 58), Text(MIDDLE), Run(B64u, 58)]),
    format("openai-admin-key", "OpenAI admin key", "sk-admin-", &[Run(B64u, 74), Text(MIDDLE), Run(B64u, 74)]),
    format("openai-admin-key", "OpenAI admin key", "sk-admin-", &[Run(B64u, 58), Text(MIDDLE), Run(B64u, 58)]),
    format("anthropic-key", "Anthropic key", "sk-ant-api03-", &[Run(B64u, 93), Text("AA")]),
    format("anthropic-admin-key", "Anthropic admin key", "sk-ant-admin01-", &[Run(B64u, 93), Text("AA")]),
    format("anthropic-oauth-token", "Anthropic OAuth token", "sk-ant-oat01-", &[Run(B64u, 93), Text("AA")]),
    format("openrouter-key", "OpenRouter key", "sk-or-v1-", &[Run(Hex, 64)]),
    format("deepseek-key", "DeepSeek key", "sk-", &[Run(Hex, 32)]).proven(Proof::Cue(KEY_CUES)),
    format("huggingface-token", "Hugging Face token", "hf_", &[Run(Letters, 34)]),
    format("huggingface-token", "Hugging Face organisation token", "api_org_", &[Run(Letters, 34)]),
    format("groq-key", "Groq key", "gsk_", &[Run(B62, 52)]),
    format("replicate-token", "Replicate token", "r8_", &[Run(B62, 37)]),
    format("perplexity-key", "Perplexity key", "pplx-", &[Run(B62, 48)]),
    format("xai-key", "xAI key", "xai-", &[Span(B64u, 70, 120)]),
    // Models.
    format("nvidia-key", "NVIDIA key", "nvapi-", &[Span(B64u, 60, 70)]),
    format("together-key", "Together key", "tgp_v1_", &[Run(B64u, 43)]),
    format("cerebras-key", "Cerebras key", "csk-", &[Run(Lower, 48)]),
    format("langsmith-key", "LangSmith key", "lsv2_pt_", &[Run(Hex, 32), Text("_"), Run(Hex, 10)]),
    format("langsmith-key", "LangSmith key", "lsv2_sk_", &[Run(Hex, 32), Text("_"), Run(Hex, 10)]),
    format("pinecone-key", "Pinecone key", "pcsk_", &[Span(B62, 5, 6), Text("_"), Run(B62, 63)]),
    format("wandb-key", "W&B key", "wandb_v1_", &[Run(B64u, 77)]),
    format("elevenlabs-key", "ElevenLabs key", "sk_", &[Run(Hex, 48)]),
    format("runpod-key", "RunPod key", "rpa_", &[Run(Upper, 40), Run(B62, 6)]),
    // Chat.
    format("slack-token", "Slack bot token", "xoxb-", &[Span(Digits, 10, 13), Text("-"), Span(Digits, 10, 13), Text("-"), Run(B62, 24)]),
    format("slack-token", "Slack user token", "xoxp-", &[Span(Digits, 10, 13), Text("-"), Span(Digits, 10, 13), Text("-"), Span(Digits, 10, 13), Text("-"), Span(B62, 28, 34)]),
    format("slack-token", "Slack user token", "xoxe-", &[Span(Digits, 10, 13), Text("-"), Span(Digits, 10, 13), Text("-"), Span(Digits, 10, 13), Text("-"), Span(B62, 28, 34)]),
    format("slack-token", "Slack session token", "xoxc-", &[Span(Digits, 10, 13), Text("-"), Span(Digits, 10, 13), Text("-"), Span(Digits, 10, 13), Text("-"), Run(Hex, 64)]),
    format("slack-cookie", "Slack session cookie", "xoxd-", &[Span(Encoded, 60, 500)]),
    format("slack-app-token", "Slack app token", "xapp-", &[Run(Digits, 1), Text("-"), Span(Upper, 9, 13), Text("-"), Span(Digits, 10, 14), Text("-"), Run(Hex, 64)]),
    format("slack-legacy-token", "Slack legacy token", "xoxa-", &[Span(B64u, 30, 200)]),
    format("slack-legacy-token", "Slack legacy token", "xoxr-", &[Span(B64u, 30, 200)]),
    format("slack-legacy-token", "Slack legacy token", "xoxs-", &[Span(B64u, 30, 200)]),
    format("slack-legacy-token", "Slack legacy token", "xoxo-", &[Span(B64u, 30, 200)]),
    format("slack-webhook", "Slack webhook", "https://hooks.slack.com/services/T", &[Span(Upper, 8, 12), Text("/B"), Span(Upper, 8, 12), Text("/"), Run(B62, 24)]),
    format("slack-webhook", "Slack workflow webhook", "https://hooks.slack.com/workflows/T", &[Span(Upper, 8, 12), Text("/"), Span(Upper, 8, 12), Text("/"), Span(Digits, 12, 20), Text("/"), Run(B62, 24)]),
    format("slack-webhook", "Slack trigger webhook", "https://hooks.slack.com/triggers/", &[Span(Upper, 9, 12), Text("/"), Span(Digits, 10, 16), Text("/"), Run(Hex, 32)]),
    format("discord-token", "bot token of Discord", "M", &[Span(B64u, 23, 27), Text("."), Run(B64u, 6), Text("."), Span(B64u, 27, 38)]).proven(Proof::Snowflake),
    format("discord-token", "bot token of Discord", "N", &[Span(B64u, 23, 27), Text("."), Run(B64u, 6), Text("."), Span(B64u, 27, 38)]).proven(Proof::Snowflake),
    format("discord-token", "bot token of Discord", "O", &[Span(B64u, 23, 27), Text("."), Run(B64u, 6), Text("."), Span(B64u, 27, 38)]).proven(Proof::Snowflake),
    format("discord-webhook", "webhook of Discord", "https://discord.com/api/webhooks/", &[Span(Digits, 17, 20), Text("/"), Span(B64u, 60, 68)]),
    format("discord-webhook", "webhook of Discord", "https://discordapp.com/api/webhooks/", &[Span(Digits, 17, 20), Text("/"), Span(B64u, 60, 68)]),
    // Payments and shops.
    format("stripe-key", "Stripe secret key", "sk_live_", &[Span(B62, 24, 250)]),
    format("stripe-key", "Stripe restricted key", "rk_live_", &[Span(B62, 24, 250)]),
    format("stripe-test-key", "Stripe test key", "sk_test_", &[Span(B62, 24, 250)]).warn(),
    format("stripe-test-key", "Stripe test key", "rk_test_", &[Span(B62, 24, 250)]).warn(),
    format("stripe-public-key", "Stripe public key", "pk_live_", &[Span(B62, 24, 250)]).info(),
    format("stripe-webhook-secret", "Stripe webhook secret", "whsec_", &[Span(B64, 32, 64)]),
    format("square-token", "Square token", "sq0atp-", &[Run(B64u, 22)]),
    format("square-secret", "Square secret", "sq0csp-", &[Run(B64u, 43)]),
    format("facebook-token", "Facebook token", "EAA", &[Span(B62, 101, 400)]),
    format("square-token", "Square token", "EAAA", &[Run(B64u, 60)]),
    format("square-token", "Square token", "EAAA", &[Span(B64u, 22, 60)]).proven(Proof::Cue(&["square", "token", "access token", "bearer", "key", "secret"])),
    format("shopify-token", "Shopify token", "shpat_", &[Run(Hex, 32)]),
    format("shopify-token", "Shopify token", "shpca_", &[Run(Hex, 32)]),
    format("shopify-token", "Shopify token", "shppa_", &[Run(Hex, 32)]),
    format("shopify-secret", "Shopify shared secret", "shpss_", &[Run(Hex, 32)]),
    format("braintree-token", "Braintree token", "access_token$production$", &[Run(Lower, 16), Text("$"), Run(Hex, 32)]),
    format("plaid-token", "Plaid token", "access-production-", UUID),
    format("plaid-token", "Plaid token", "access-development-", UUID),
    format("plaid-token", "Plaid sandbox token", "access-sandbox-", UUID).warn(),
    format("easypost-key", "EasyPost key", "EZAK", &[Run(B62, 54)]),
    format("shippo-token", "Shippo token", "shippo_live_", &[Run(Hex, 40)]),
    format("duffel-token", "Duffel token", "duffel_live_", &[Run(B64u, 43)]),
    // Mail and messages.
    format("sendgrid-key", "SendGrid key", "SG.", &[Run(B64u, 22), Text("."), Run(B64u, 43)]),
    format("mailgun-key", "Mailgun key", "key-", &[Run(Hex, 32)]),
    format("brevo-key", "Brevo key", "xkeysib-", &[Run(Hex, 64), Text("-"), Run(B62, 16)]),
    format("twilio-key", "Twilio key", "SK", &[Run(Hex, 32)]),
    format("twilio-account", "Twilio account id", "AC", &[Run(Hex, 32)]).info(),
    // Hosts and data bases.
    format("digitalocean-token", "DigitalOcean token", "dop_v1_", &[Run(Hex, 64)]),
    format("digitalocean-token", "DigitalOcean OAuth token", "doo_v1_", &[Run(Hex, 64)]),
    format("digitalocean-token", "DigitalOcean refresh token", "dor_v1_", &[Run(Hex, 64)]),
    format("databricks-token", "Databricks token", "dapi", &[Run(Hex, 32), Text("-"), Run(Digits, 1)]),
    format("databricks-token", "Databricks token", "dapi", &[Run(Hex, 32)]),
    format("heroku-key", "Heroku key", "HRKU-AA", &[Run(B64u, 58)]),
    format("fly-token", "Fly.io token", "fo1_", &[Run(B64u, 43)]),
    format("fly-token", "Fly.io token", "fm1a_", &[Span(Padded, 100, 2000)]),
    format("fly-token", "Fly.io token", "fm1r_", &[Span(Padded, 100, 2000)]),
    format("fly-token", "Fly.io token", "fm2_", &[Span(Padded, 100, 2000)]),
    format("vercel-token", "Vercel token", "vcp_", &[Run(B64u, 56)]),
    format("vercel-token", "Vercel token", "vci_", &[Run(B64u, 56)]),
    format("vercel-token", "Vercel token", "vca_", &[Run(B64u, 56)]),
    format("vercel-token", "Vercel token", "vcr_", &[Run(B64u, 56)]),
    format("vercel-token", "Vercel token", "vck_", &[Run(B64u, 56)]),
    format("netlify-token", "Netlify token", "nfp_", &[Span(B62, 36, 80)]),
    format("supabase-token", "Supabase token", "sbp_", &[Run(Hex, 40)]),
    format("supabase-key", "Supabase secret key", "sb_secret_", &[Run(B64u, 31)]),
    format("planetscale-token", "PlanetScale token", "pscale_tkn_", &[Span(Dotted, 32, 64)]),
    format("planetscale-password", "PlanetScale password", "pscale_pw_", &[Span(Dotted, 32, 64)]),
    format("planetscale-token", "PlanetScale OAuth token", "pscale_oauth_", &[Span(Dotted, 32, 64)]),
    format("neon-key", "Neon key", "napi_", &[Run(Lower, 64)]),
    format("mongodb-secret", "MongoDB service-account secret", "mdb_sa_sk_", &[Run(B64u, 40)]),
    format("elastic-key", "Elastic key", "essu_", &[Span(Padded, 60, 400)]),
    format("alibaba-key-id", "Alibaba access key id", "LTAI", &[Span(B62, 12, 20)]),
    format("tencent-key-id", "Tencent secret id", "AKID", &[Run(B62, 32)]),
    format("cloudflare-ca-key", "Cloudflare origin key", "v1.0-", &[Run(Hex, 24), Text("-"), Run(Hex, 146)]),
    // Vaults and tools.
    format("vault-token", "Vault token", "hvs.", &[Span(B64u, 24, 150)]),
    format("vault-token", "Vault batch token", "hvb.", &[Span(B64u, 138, 300)]),
    format("vault-token", "Vault token", "s.", &[Run(B62, 24)]).proven(Proof::Cue(&["vault"])),
    format("doppler-token", "Doppler token", "dp.pt.", &[Run(B62, 43)]),
    format("doppler-token", "Doppler token", "dp.st.", &[Span(Dotted, 40, 80)]),
    format("doppler-token", "Doppler token", "dp.ct.", &[Span(Dotted, 40, 80)]),
    format("doppler-token", "Doppler token", "dp.sa.", &[Span(Dotted, 40, 80)]),
    format("doppler-token", "Doppler token", "dp.scim.", &[Span(Dotted, 40, 80)]),
    format("doppler-token", "Doppler token", "dp.audit.", &[Span(Dotted, 40, 80)]),
    format("pulumi-token", "Pulumi token", "pul-", &[Run(Hex, 40)]),
    format("grafana-token", "Grafana service token", "glsa_", &[Run(B62, 32), Text("_"), Run(Hex, 8)]).proven(Proof::Crc16),
    format("grafana-token", "Grafana cloud token", "glc_", &[Span(Padded, 32, 400)]),
    format("grafana-key", "Grafana key", "eyJrIjoi", &[Span(Padded, 70, 400)]),
    format("sentry-token", "Sentry organisation token", "sntrys_eyJ", &[Span(Padded, 60, 400), Text("_"), Run(B64, 43)]),
    format("sentry-token", "Sentry user token", "sntryu_", &[Run(Hex, 64)]),
    format("newrelic-key", "New Relic key", "NRAK-", &[Run(Upper, 27)]),
    format("newrelic-key", "New Relic browser key", "NRJS-", &[Run(Hex, 19)]),
    format("newrelic-key", "New Relic insert key", "NRII-", &[Run(B64u, 32)]),
    format("newrelic-key", "New Relic key", "NRRA-", &[Run(Hex, 42)]),
    format("postman-key", "Postman key", "PMAK-", &[Run(Hex, 24), Text("-"), Run(Hex, 34)]),
    format("linear-key", "Linear key", "lin_api_", &[Run(B62, 40)]),
    format("notion-token", "Notion token", "ntn_", &[Run(Digits, 11), Run(B62, 35)]),
    format("notion-token", "Notion token", "secret_", &[Run(B62, 43)]).proven(Proof::Cue(&["notion"])),
    format("airtable-token", "Airtable token", "pat", &[Run(B62, 14), Text("."), Run(Hex, 64)]),
    format("figma-token", "Figma token", "figd_", &[Span(B64u, 38, 42)]),
    format("atlassian-token", "Atlassian token", "ATATT3xFfGF0", &[Span(B64u, 150, 220), Text("="), Run(UpperHex, 8)]),
    format("atlassian-token", "Atlassian token", "ATCTT3xFfG", &[Span(B64u, 150, 220), Text("="), Run(UpperHex, 8)]),
    format("bitbucket-password", "Bitbucket app password", "ATBB", &[Run(B62, 32)]),
    format("hubspot-token", "HubSpot token", "pat-na1-", UUID),
    format("hubspot-token", "HubSpot token", "pat-eu1-", UUID),
    format("tailscale-key", "Tailscale key", "tskey-auth-", &[Span(B62, 10, 20), Text("-"), Span(B62, 20, 36)]),
    format("tailscale-key", "Tailscale key", "tskey-api-", &[Span(B62, 10, 20), Text("-"), Span(B62, 20, 36)]),
    format("tailscale-key", "Tailscale key", "tskey-client-", &[Span(B62, 10, 20), Text("-"), Span(B62, 20, 36)]),
    format("onepassword-token", "1Password service token", "ops_eyJ", &[Span(Padded, 250, 2000)]),
    format("onepassword-key", "1Password secret key", "A3-", &[Run(Upper, 6), Text("-"), Run(Upper, 11), Text("-"), Run(Upper, 5), Text("-"), Run(Upper, 5), Text("-"), Run(Upper, 5)]),
    format("onepassword-key", "1Password secret key", "A3-", &[Run(Upper, 6), Text("-"), Run(Upper, 6), Text("-"), Run(Upper, 5), Text("-"), Run(Upper, 5), Text("-"), Run(Upper, 5), Text("-"), Run(Upper, 5)]),
    format("age-key", "age identity", "AGE-SECRET-KEY-1", &[Run(Bech32, 58)]).proven(Proof::Bech32),
    format("circleci-token", "CircleCI token", "CCIPAT_", &[Run(B62, 22), Text("_"), Run(Hex, 40)]),
    format("buildkite-token", "Buildkite token", "bkua_", &[Run(Hex, 40)]),
    format("jfrog-key", "JFrog key", "AKCp", &[Run(B62, 69)]),
    format("jfrog-token", "JFrog token", "cmVmd", &[Run(B62, 59)]),
    format("sourcegraph-token", "Sourcegraph token", "sgp_", &[Run(Hex, 16), Text("_"), Run(Hex, 40)]),
    format("sourcegraph-token", "Sourcegraph token", "sgp_", &[Run(Hex, 40)]),
    format("posthog-key", "PostHog key", "phx_", &[Span(B62, 41, 49)]),
    format("dropbox-token", "Dropbox token", "sl.", &[Span(B64u, 130, 1500)]),
    format("x-bearer-token", "bearer token of X", "AAAAAAAAAAAAAAAAAAAAA", &[Span(Encoded, 80, 300)]),
];

/// Groups of a UUID.
const UUID: &[Part] =
    &[Run(Hex, 8), Text("-"), Run(Hex, 4), Text("-"), Run(Hex, 4), Text("-"), Run(Hex, 4), Text("-"), Run(Hex, 12)];

#[cfg(test)]
mod tests {
    use super::super::harness::{found, spans};
    use super::super::marker_keys::token;
    use super::super::secret::Secret;
    use super::*;

    /// Of every line of the table a value is made; it is found wherever it stands, and neither a shorter nor a sample of it.
    #[test]
    fn every_format_is_found_and_its_look_alikes_are_not() {
        let mut wrong = Vec::new();
        for (at, format) in FORMATS.iter().enumerate() {
            let cue = if let Proof::Cue(words) = format.proof { words[0] } else { "Value" };
            let Some(value) = token(format, at as u64) else {
                wrong.push(format!("{} cannot be made", format.subtype));
                continue;
            };
            let own = &value[format.key..];
            for text in [
                format!("{cue}: {value}"),
                format!("{cue} ({value}). Then"),
                format!("{cue} `{value}`, and"),
                format!("{cue}值{value}。"),
            ] {
                let seen = spans(&Secret, "FT620", &text);
                if seen != [own] {
                    wrong.push(format!("{}: {text}\n   {seen:?}", format.subtype));
                }
            }
            let cut: String = value.chars().take(format.prefix.len() + 8).collect();
            let sample = format!("{}{}", format.prefix, "x".repeat(value.len() - format.prefix.len()));
            // Of a value of no fixed length dots may stand for the rest.
            let fixed = matches!(format.parts.last(), Some(Part::Run(..)));
            for text in [
                format!("{cue}: {cut}"),
                format!("{cue}: {sample}"),
                format!("{cue}: {}...", if fixed { &cut } else { &value }),
                format!("{cue}: {value}****"),
                format!("{cue}: q{value}"),
            ] {
                let kinds: Vec<String> =
                    found(&Secret, "FT620", &text).into_iter().map(|finding| finding.leak.unwrap().subtype).collect();
                let alone = FORMATS.iter().filter(|other| other.prefix == format.prefix).count() == 1;
                if kinds.contains(&format.subtype.to_string()) && format.key == 0 && alone {
                    wrong.push(format!("{}: {text} is taken", format.subtype));
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
    }
}
