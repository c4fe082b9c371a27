# kith-gdb.py - rows, links and databases in GDB as a programmer thinks of them.
#
#   (gdb) print *chair
#   $1 = items 1 = {id = 1, name = "Chair", price = 9.5, weight = NULL,
#     store_id = 1, store = 0x5555557a2020 stores 1}
#   (gdb) print ikea->items
#   $2 = 2 rows = {0x5555557a3020 items 1, 0x5555557a3080 items 2}
#   (gdb) kith-tables db
#   stores  1
#   items   2
#   (gdb) kith-row address
#   $3 = stores 1 = {id = 1, name = "IKEA", items = 2 rows = {...}}
#
# Loaded by `source /usr/local/share/kith/kith-gdb.py`, in ~/.gdbinit for
# instance, or by GDB itself together with the shared library where that is
# installed below /usr (see README.md). It is the same for programs that contain
# the library.
#
# Owns   how each shape of kith/detail/shapes.h is shown.
# Knows  the program's debug information: shapes, row types, and the descriptor
#        that KITH_TABLE makes, Item_table for Item. The library needs none,
#        but then kith-tables and kith-row call functions of it, and cannot do
#        that in a core file.
#
# A row is shown with all of its members; a link within it with the address,
# table and primary key of the row at its other end and no more, so cycles do no
# harm. An address that leads nowhere is shown as a number.

import re

import gdb
import gdb.printing


# --- Types and descriptors ---------------------------------------------------

def struct_of(kind):
    """The struct that a type is, without qualifiers and typedefs."""
    return kind.unqualified().strip_typedefs().unqualified()


def symbol_named(name):
    """The variable of this name, static or not, or None."""
    for find in (gdb.lookup_global_symbol, gdb.lookup_static_symbol):
        try:
            symbol = find(name)
        except gdb.error:
            symbol = None
        if symbol is not None:
            return symbol
    return None


class Table:
    """What the descriptor of a row type says, read once."""

    known = {}

    def __init__(self, descriptor):
        self.name = descriptor['name'].string()
        self.row = descriptor['row'].string()
        count = int(descriptor['attribute_count'])
        self.key = []
        for i in range(count):
            attribute = descriptor['attributes'][i]
            if attribute['primary_key']:
                self.key.append(attribute['name'].string())

    @classmethod
    def of(cls, kind):
        """The table of a row type; None where it is none."""
        kind = kind.unqualified()
        names = [kind.name, struct_of(kind).tag]
        for name in names:
            if not name:
                continue
            if name not in cls.known:
                cls.known[name] = cls.find(name)
            if cls.known[name]:
                return cls.known[name]
        return None

    @classmethod
    def find(cls, name):
        symbol = symbol_named(name + '_table')
        if symbol is None or struct_of(symbol.type).tag != 'kith_table':
            return None
        try:
            table = cls(symbol.value())
        except (gdb.error, UnicodeDecodeError):
            return None
        return table if table.row == name else None


def forget_tables(_event):
    """Another program may have other tables of the same names."""
    Table.known.clear()


def member_at(row, path):
    """A member by its name in the descriptor, which may be that of one within
    a struct: at.x."""
    for name in path.split('.'):
        row = row[name]
    return row


def is_text(kind):
    """Whether a type is that of a text, or of one in place."""
    if kind.code not in (gdb.TYPE_CODE_PTR, gdb.TYPE_CODE_ARRAY):
        return False
    letter = struct_of(kind.target())
    return letter.code == gdb.TYPE_CODE_INT and letter.sizeof == 1


def plain(value):
    """A value of a column as text."""
    kind = value.type.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_PTR:
        return '"%s"' % value.string(errors='replace') if value else 'NULL'
    if kind.code == gdb.TYPE_CODE_ARRAY:
        return '"%s"' % value.string(errors='replace')
    return str(value)


def title(row, table):
    """The table and the primary key of a row: items 1."""
    key = ', '.join(plain(member_at(row, name)) for name in table.key)
    return table.name + (' ' + key if key else '')


# --- Printers ----------------------------------------------------------------

class PointerPrinter:
    """A pointer to a row: its address, table and key."""

    def __init__(self, value, table):
        self.value, self.table = value, table

    def to_string(self):
        address = int(self.value)
        if address == 0:
            return 'NULL'
        try:
            return '0x%x %s' % (address,
                                title(self.value.dereference(), self.table))
        except (gdb.error, UnicodeDecodeError):
            return '0x%x' % address


class RowPrinter:
    """A row: its key, then its members."""

    def __init__(self, value, table):
        self.value, self.table = value, table

    def to_string(self):
        try:
            return title(self.value, self.table)
        except (gdb.error, UnicodeDecodeError):
            return self.table.name

    def children(self):
        for field in self.value.type.strip_typedefs().fields():
            member = self.value[field]
            kind = struct_of(member.type)
            if not is_text(kind):
                yield field.name, member
            elif kind.code == gdb.TYPE_CODE_ARRAY:
                yield field.name, plain(member)
            else:
                yield field.name, (member.cast(kind).lazy_string() if member
                                   else 'NULL')


class LinkPrinter:
    """A reference or scalar: the row that it leads to."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        row = self.value['row']
        return row if row else 'NULL'


class CollectionPrinter:
    """A collection: its rows. Holes are passed over."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        count = int(self.value['count'])
        return '%d row%s' % (count, '' if count == 1 else 's')

    def children(self):
        places, shown = self.value['places'], 0
        for place in range(int(self.value['place_count'])):
            try:
                row = places[place]
                if int(row) == 0:
                    continue
            except gdb.MemoryError:
                return
            yield str(shown), row
            shown += 1

    def display_hint(self):
        return 'array'


class OptionalPrinter:
    """A number that can be NULL: the number, or NULL."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return self.value['value'] if self.value['present'] else 'NULL'


class BlobPrinter:
    """A blob: how many bytes, and the first of them."""

    FIRST = 16

    def __init__(self, value):
        self.value = value

    def to_string(self):
        address, count = int(self.value['data']), int(self.value['bytes'])
        if address == 0:
            return 'NULL'
        try:
            first = gdb.selected_inferior().read_memory(
                address, min(count, self.FIRST)) if count else b''
        except gdb.error:
            return '%d bytes at 0x%x' % (count, address)
        return '%d byte%s %s%s' % (count, '' if count == 1 else 's',
                                   bytes(first).hex(),
                                   '...' if count > self.FIRST else '')


# --- Which printer -----------------------------------------------------------

OPTIONAL = re.compile(r'^kith_optional(_[a-z_]+_|<.*>)$')
SHAPES = {'kith_is_a_reference_': LinkPrinter,
          'kith_is_a_scalar_': LinkPrinter,
          'kith_is_a_collection_': CollectionPrinter}
CXX_SHAPES = {'kith_reference<': LinkPrinter,
              'kith_scalar<': LinkPrinter,
              'kith_collection<': CollectionPrinter}


def shape_of(kind):
    """The printer of a member that is a link, or None. In C it is a union
    without a name, of which kind_ tells the shape."""
    if kind.code == gdb.TYPE_CODE_UNION:
        for field in kind.fields():
            if field.name == 'kind_':
                return SHAPES.get(struct_of(field.type).tag)
    for begin, printer in CXX_SHAPES.items():
        if kind.tag and kind.tag.startswith(begin):
            return printer
    return None


class Printers(gdb.printing.PrettyPrinter):
    def __init__(self):
        super().__init__('kith')

    def __call__(self, value):
        kind = struct_of(value.type)
        if kind.code == gdb.TYPE_CODE_PTR:
            target = kind.target().unqualified()
            if struct_of(target).code != gdb.TYPE_CODE_STRUCT:
                return None
            table = Table.of(target)
            return PointerPrinter(value, table) if table else None
        if kind.code not in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION):
            return None
        shape = shape_of(kind)
        if shape:
            return shape(value)
        if kind.tag == 'kith_blob':
            return BlobPrinter(value)
        if kind.tag and OPTIONAL.match(kind.tag):
            return OptionalPrinter(value)
        table = Table.of(value.type)
        return RowPrinter(value, table) if table else None


# --- Commands ----------------------------------------------------------------

def call(prototype, name, *arguments):
    """Call a function of the library, which may have no debug information."""
    words = ', '.join('(%s)' % argument for argument in arguments)
    try:
        return gdb.parse_and_eval('((%s) %s)(%s)' % (prototype, name, words))
    except gdb.error as error:
        raise gdb.GdbError(
            'The library has no debug information to read, and cannot be '
            'asked: %s.' % str(error).rstrip('.'))


def counts_read(db):
    """Names and counts of rows, as the library keeps them; None where its
    debug information does not tell."""
    try:
        db = db.cast(gdb.lookup_type('struct kith_db').pointer())
        stores = [db['stores'][i] for i in range(int(db['store_count']))]
        return [(store['table']['descriptor']['name'].string(),
                 int(store['slab']['count'])) for store in stores]
    except gdb.error:
        return None


def counts_asked(db):
    address = '(void *) %d' % int(db)
    tables = call('const kith_table *const *(*)(const void *)', 'kith_tables',
                  address)
    counts = []
    while int(tables.dereference()) != 0:
        table = tables.dereference()
        count = call('unsigned long (*)(void *, const void *)',
                     'kith_count_rows', address,
                     '(const void *) %d' % int(table))
        counts.append((table['name'].string(), int(count)))
        tables += 1
    return counts


# What stands before a row (lib/catalog/layout.h): in four bytes how far, in
# units of 8, its chunk begins before it, below some bits that are marks.
DISTANCE, DISTANCE_BITS, DISTANCE_UNIT = 4, 28, 8


def table_read(address):
    """The descriptor of a row, as the library finds it; None where there is no
    debug information of it."""
    try:
        store = gdb.lookup_type('struct store').pointer()
    except gdb.error:
        return None
    try:
        word = gdb.lookup_type('unsigned int').pointer()
        distance = int(gdb.Value(address - DISTANCE).cast(word).dereference())
        distance &= (1 << DISTANCE_BITS) - 1
        chunk = gdb.Value(address - distance * DISTANCE_UNIT)
        store = chunk.cast(store.pointer()).dereference()
        return store['table']['descriptor'] if int(store) else store
    except gdb.error:
        raise gdb.GdbError('%d is the address of no row.' % address)


def table_asked(address):
    return call('const kith_table *(*)(const void *)', 'kith_table_of',
                '(const void *) %d' % address)


class TablesCommand(gdb.Command):
    """Show how many rows each table of a database has.

kith-tables DB

DB is an expression of type kith_db *."""

    def __init__(self):
        super().__init__('kith-tables', gdb.COMMAND_DATA,
                         gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, _from_tty):
        if not argument:
            raise gdb.GdbError('kith-tables DB: which database?')
        db = gdb.parse_and_eval(argument)
        kind = struct_of(db.type)
        if (kind.code != gdb.TYPE_CODE_PTR or
                struct_of(kind.target()).tag != 'kith_db' or int(db) == 0):
            raise gdb.GdbError('%s is no database.' % argument)
        counts = counts_read(db)
        if counts is None:
            counts = counts_asked(db)
        width = max((len(name) for name, _ in counts), default=0)
        digits = max((len(str(count)) for _, count in counts), default=0)
        for name, count in counts:
            print('%s  %s' % (name.ljust(width), str(count).rjust(digits)))


class RowCommand(gdb.Command):
    """Print the row at an address, whatever the type of the expression.

kith-row ROW

A number that is not the address of a row may be taken for one."""

    def __init__(self):
        super().__init__('kith-row', gdb.COMMAND_DATA,
                         gdb.COMPLETE_EXPRESSION)

    def invoke(self, argument, _from_tty):
        if not argument:
            raise gdb.GdbError('kith-row ROW: which row?')
        address = int(gdb.parse_and_eval(argument))
        if address == 0:
            raise gdb.GdbError('%s is no row.' % argument)
        table = table_read(address)
        if table is None:
            table = table_asked(address)
        if int(table) == 0:
            raise gdb.GdbError('%s is no row.' % argument)
        gdb.execute('print *(%s *) %d' % (table['row'].string(), address))


gdb.printing.register_pretty_printer(None, Printers(), replace=True)
gdb.events.new_objfile.connect(forget_tables)
gdb.events.clear_objfiles.connect(forget_tables)
TablesCommand()
RowCommand()
