package block

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// list converts a list. What an item shows besides text follows the list.
func (c *converter) list(n *html.Node) {
	c.flush()
	items, rest := c.items(n)
	if len(items) > 0 {
		c.add(List{Ordered: n.DataAtom == atom.Ol, Items: shallow(items, 1)})
	}
	c.add(rest...)
}

// items converts the children of a list. Text and lists that stand between
// items, which HTML forbids and word processors write, are taken for items.
func (c *converter) items(n *html.Node) (items []Item, rest Body) {
	for child := range n.ChildNodes() {
		inner := converter{look: c.look, inner: true}
		if child.DataAtom == atom.Li {
			inner.children(child)
		} else {
			inner.node(child)
		}
		it, more := item(inner.end())
		rest = append(rest, more...)
		switch {
		case len(it.Text) > 0:
			items = append(items, it)
		case len(items) > 0:
			items[len(items)-1] = adopt(items[len(items)-1], it)
		default:
			items = append(items, it.Items...)
		}
	}
	return items, rest
}

// item makes one item of what stands in it: the lists become its inner list.
func item(b Body) (Item, Body) {
	var it Item
	var beside, rest Body
	for _, one := range b {
		if l, ok := one.(List); ok {
			it = adopt(it, Item{Ordered: l.Ordered, Items: l.Items})
			continue
		}
		beside = append(beside, one)
	}
	it.Text, rest = flatten(beside)
	return it, rest
}

// adopt appends the inner list of other to that of it.
func adopt(it, other Item) Item {
	if len(it.Items) == 0 {
		it.Ordered = other.Ordered
	}
	it.Items = append(it.Items, other.Items...)
	return it
}

// shallow moves items that are deeper than a list may be up to its last level.
func shallow(items []Item, depth int) []Item {
	var out []Item
	for _, it := range items {
		inner := it.Items
		if depth >= MaxDepth {
			it.Items, it.Ordered = nil, false
			out = append(append(out, it), shallow(inner, depth)...)
			continue
		}
		it.Items = shallow(inner, depth+1)
		out = append(out, it)
	}
	return out
}

// table converts a table. The first row is its header if all its cells are
// header cells; a header without a word is none.
func (c *converter) table(n *html.Node) {
	c.flush()
	var t Table
	var rest Body
	for row := range rowsOf(n) {
		cells, header, more := c.row(row)
		rest = append(rest, more...)
		switch {
		case len(cells) == 0:
		case header && len(t.Header) == 0 && len(t.Rows) == 0:
			t.Header = cells
		default:
			t.Rows = append(t.Rows, cells)
		}
	}
	if blank(t.Header) {
		t.Header = nil
	}
	t.Caption = captionOf(n)
	if len(t.Header)+len(t.Rows) > 0 {
		c.add(squared(t))
	}
	c.add(rest...)
}

// rowsOf yields the rows of a table, and not those of tables inside it.
func rowsOf(table *html.Node) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for part := range table.ChildNodes() {
			for row := range part.ChildNodes() {
				if row.DataAtom == atom.Tr && !yield(row) {
					return
				}
			}
		}
	}
}

func (c *converter) row(row *html.Node) (cells []Cell, header bool, rest Body) {
	header = true
	for cell := range row.ChildNodes() {
		if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
			continue
		}
		header = header && cell.DataAtom == atom.Th
		spans, more := flatten(c.within(cell))
		cells = append(cells, spans)
		rest = append(rest, more...)
	}
	return cells, header, rest
}

func blank(cells []Cell) bool {
	for _, cell := range cells {
		if !empty(cell) {
			return false
		}
	}
	return true
}

func captionOf(table *html.Node) string {
	for child := range table.ChildNodes() {
		if child.DataAtom == atom.Caption {
			return innerText(child)
		}
	}
	return ""
}

// squared fills short rows, which HTML allows, with empty cells, as far as a
// table can be wide. Without that bound one long row would multiply all others.
func squared(t Table) Table {
	width := len(t.Header)
	for _, row := range t.Rows {
		width = max(width, len(row))
	}
	width = min(width, MaxColumns)
	if len(t.Header) > 0 {
		t.Header = filled(t.Header, width)
	}
	for i, row := range t.Rows {
		t.Rows[i] = filled(row, width)
	}
	return t
}

func filled(row []Cell, width int) []Cell {
	return append(row, make([]Cell, max(0, width-len(row)))...)
}
