//! What is the same of a row under every profile, worked out at most once: the costly looks at tools and their calls.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::Conversation;
use crate::example::{Example, Json};
use crate::rules::schema::parts::image_data::ImageData;
use crate::rules::schema::tools::tool_list::ToolList;
use crate::rules::schema::tools::tool_use::{Acts, mentioned, read};

/// Facts of one row that several profiles ask for.
pub struct Shared<'r, 'e> {
    /// The row.
    pub example: &'r Example<'e>,
    mentioned: OnceCell<bool>,
    /// Lists of definitions by their pointers.
    lists: RefCell<BTreeMap<String, Rc<ToolList<'r>>>>,
    /// What messages do, by the pointer of their list and the keys by which a profile reads them.
    acts: RefCell<BTreeMap<String, Rc<Vec<Acts<'r>>>>>,
    /// Pictures by the address of their text in memory.
    images: RefCell<BTreeMap<usize, ImageData>>,
}

impl<'r, 'e> Shared<'r, 'e> {
    /// Nothing is looked at yet.
    pub fn new(example: &'r Example<'e>) -> Self {
        let (lists, acts, images) = (RefCell::default(), RefCell::default(), RefCell::default());
        Shared { example, mentioned: OnceCell::new(), lists, acts, images }
    }

    /// Whether the row has to do with tools at all.
    pub fn tools(&self) -> bool {
        *self.mentioned.get_or_init(|| mentioned(self.example.json))
    }

    /// The list of definitions at a pointer.
    pub fn list(&self, pointer: &str, value: &'r Json<'e>) -> Rc<ToolList<'r>> {
        let mut lists = self.lists.borrow_mut();
        if let Some(known) = lists.get(pointer) {
            return Rc::clone(known);
        }
        let list = Rc::new(ToolList::read(pointer, value));
        lists.insert(pointer.to_owned(), Rc::clone(&list));
        list
    }

    /// The picture in an address of the row; its data start at the byte `data`.
    pub fn image(&self, url: &str, data: usize) -> ImageData {
        let mut images = self.images.borrow_mut();
        images.entry(url.as_ptr() as usize).or_insert_with(|| ImageData::read(&url[data..])).clone()
    }

    /// What the messages of a list do with tools.
    pub fn acts(&self, list: &Conversation<'r, 'e>) -> Rc<Vec<Acts<'r>>> {
        let talk = list.talk;
        let key = format!("{} {} {} {}", list.pointer, talk.role_key, talk.content_key, talk.calls.read);
        Rc::clone(self.acts.borrow_mut().entry(key).or_insert_with(|| Rc::new(read(list))))
    }
}
