(() => {
  const byId = (id) => document.getElementById(id);
  const tools = byId('tools');
  if (!tools) return;
  const search = byId('search'), family = byId('family'), shown = byId('shown');
  const levels = [...tools.querySelectorAll('input[type=checkbox]')];
  const rules = [...document.querySelectorAll('details.rule')].map((el) => ({
    el, open: el.open, family: el.dataset.family, level: el.dataset.level,
    head: el.querySelector('summary').textContent.toLowerCase(),
    items: [...el.querySelectorAll('.finding')].map((item) => ({ item, level: item.dataset.level, text: item.textContent.toLowerCase() })),
  }));
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const on = new Set(levels.filter((box) => box.checked).map((box) => box.value));
    const has = (text, head) => words.every((word) => text.includes(word) || head.includes(word));
    let visible = 0, examples = 0;
    for (const rule of rules) {
      let any = 0;
      for (const { item, level, text } of rule.items) {
        const fits = on.has(level) && has(text, rule.head);
        item.hidden = !fits;
        any += fits;
      }
      const fits = (!family.value || rule.family === family.value)
        && (any > 0 || (!rule.items.length && on.has(rule.level) && has('', rule.head)));
      rule.el.hidden = !fits;
      if (words.length) rule.el.open = fits;
      visible += fits;
      examples += fits ? any : 0;
    }
    shown.textContent = `${visible} of ${rules.length} rules, ${examples} examples shown`;
  };
  search.addEventListener('input', () => {
    if (!search.value) rules.forEach((rule) => { rule.el.open = rule.open; });
    apply();
  });
  family.addEventListener('change', apply);
  levels.forEach((box) => box.addEventListener('change', apply));
  const all = (open) => rules.forEach((rule) => { rule.el.open = open; });
  byId('expand').addEventListener('click', () => all(true));
  byId('collapse').addEventListener('click', () => all(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|SELECT)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape' && document.activeElement === search) {
      search.value = '';
      search.dispatchEvent(new Event('input'));
    }
  });
  const target = () => {
    const rule = rules.find(({ el }) => `#${el.id}` === location.hash);
    if (rule) rule.el.open = true;
  };
  addEventListener('hashchange', target);
  let before = [];
  addEventListener('beforeprint', () => { before = rules.map(({ el }) => el.open); all(true); });
  addEventListener('afterprint', () => rules.forEach(({ el }, i) => { el.open = before[i]; }));
  tools.hidden = false;
  target();
  apply();
})();
