//! stub
pub mod markers { pub fn expand(t:&str)->String{t.to_owned()} }
macro_rules! stub { ($($n:ident),*) => { $(pub struct $n; impl crate::rules::contract::TextRule for $n { fn trigger(&self)->crate::example::Signs{crate::example::Signs::NONE} fn check(&self,_:&crate::example::Text<'_>,_:&crate::example::Example<'_>,_:&mut crate::rules::contract::Sink<'_>){} })* } }
stub!(EmailAddress, PhoneNumber, PaymentCard, Secret, RecordId);
