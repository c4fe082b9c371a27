# kith_lldb.py - rows, links and databases in LLDB as programmers think of them.
#
#   (lldb) p *chair
#   (Item) $0 = items 1 {
#     id = 1
#     name = 0x00006190000000f8 "Chair"
#     price = 9.5
#     weight = NULL
#     store_id = 1
#     store = 0x617000000488 stores 1
#   }
#   (lldb) p ikea->items
#   ((unnamed union)) $1 = 2 rows {
#     [0] = 0x0000617000000788 items 1
#     [1] = 0x0000617000000818 items 3
#   }
#   (lldb) kith-tables db
#   stores  1
#   items   2
#   (lldb) kith-row address
#
# Loaded by `command script import /usr/local/share/kith/kith_lldb.py`, in
# ~/.lldbinit for instance (see README.md). It is the same for programs that
# contain the library.
#
# Owns   how each shape of kith/detail/shapes.h is shown.
# Knows  the program's debug information: shapes, row types, and the descriptor
#        that KITH_TABLE makes, Item_table for Item. The library needs none,
#        but then kith-tables and kith-row call functions of it, and cannot do
#        that in a core file.
#
# LLDB chooses what shows a value by the name of its type alone. Shapes have
# names of their own, or none; rows are named by the program, so the names are
# taken from the descriptors whenever the program stops with other modules than
# before.
#
# A row is shown with all of its members; a link within it with the address,
# table and primary key of the row at its other end and no more, so cycles do no
# harm. An address that leads nowhere is shown as a number.

import struct

import lldb

TEXT_BYTES = 1024  # no more of a text is read for a title
LINE_BYTES = 256   # read at once: never beyond a page that is there


# --- Types and descriptors ---------------------------------------------------

def text_at(value):
    """The text that a pointer leads to; None where it leads nowhere. Read as
    bytes, for LLDB fails over a text that is not UTF-8."""
    process, address = value.GetProcess(), value.GetValueAsUnsigned()
    text, error = b'', lldb.SBError()
    while b'\0' not in text and len(text) < TEXT_BYTES:
        begin = address + len(text)
        line = process.ReadMemory(begin, LINE_BYTES - begin % LINE_BYTES, error)
        if error.Fail():
            text = constant_at(value.GetTarget(), address)
            break
        text += line
    if text is None:
        return None
    return text.split(b'\0')[0].decode(errors='replace')


def constant_at(target, address):
    """The bytes of the program's file that lie at an address; None where none
    do. Core files leave constants out."""
    place, error = target.ResolveLoadAddress(address), lldb.SBError()
    section = place.GetSection()
    if not section.IsValid():
        return None
    data = section.GetSectionData(place.GetOffset(), TEXT_BYTES)
    found = data.ReadRawData(error, 0, data.GetByteSize())
    return found if error.Success() else None


def member(value, path):
    """A member by its name in the descriptor, which may be that of one within
    a struct: at.x. None where memory cannot be read."""
    found = value.GetValueForExpressionPath('.' + path)
    return found if found.IsValid() and found.GetError().Success() else None


class Table:
    """What the descriptor of a row type says, read once."""

    def __init__(self, descriptor):
        def of(path):
            return descriptor.GetValueForExpressionPath(path)
        self.name, self.row = text_at(of('.name')), text_at(of('.row'))
        self.key = []
        for i in range(of('.attribute_count').GetValueAsUnsigned()):
            attribute = '.attributes[%d].' % i
            if of(attribute + 'primary_key').GetValueAsUnsigned():
                self.key.append(text_at(of(attribute + 'name')))

    def is_whole(self):
        return bool(self.name and self.row and all(self.key))


class Program:
    """The tables of a program by their row types, and the modules in which they
    were looked for."""

    known = {}  # by the path of the program

    def __init__(self, modules, tables):
        self.modules, self.tables = modules, tables

    @classmethod
    def of(cls, target):
        return cls.known.get(target.GetExecutable().fullpath)


def read_tables(target):
    """Read the descriptors of a program that has other modules than before.
    There is no address to read before it runs. While LLDB prints a value its
    formatters must not change, so this is for stops and commands alone."""
    process = target.GetProcess()
    if not process.IsValid() or process.GetState() != lldb.eStateStopped:
        return
    files = [module.GetFileSpec() for module in target.module_iter()]
    modules = [file.fullpath for file in files if file.exists]
    program = Program.of(target)
    if program and program.modules == modules:
        return
    tables, is_relocated = {}, True
    for variable in target.FindGlobalVariables('_table$', 0xffffffff,
                                               lldb.eMatchTypeRegex):
        kind = variable.GetType().GetUnqualifiedType().GetCanonicalType()
        if kind.GetName() not in ('kith_table', 'const kith_table'):
            continue
        table = Table(variable)
        if not table.is_whole():
            is_relocated = False  # at its entry; it is read again later
        elif variable.GetName() == table.row + '_table':
            tables[table.row] = table
            show_rows(target.GetDebugger(), table.row)
    Program.known[target.GetExecutable().fullpath] = Program(
        modules if is_relocated else None, tables)


def table_of(value):
    """The table of a row or of a pointer to one; None where it is none."""
    program = Program.of(value.GetTarget())
    tables = program.tables if program else {}
    kind = value.GetType()
    if kind.IsPointerType():
        kind = kind.GetPointeeType()
    while True:
        kind = kind.GetUnqualifiedType()
        if kind.GetName() in tables:
            return tables[kind.GetName()]
        if not kind.IsTypedefType():
            return None
        kind = kind.GetTypedefedType()


def quoted(text):
    return 'NULL' if text is None else '"%s"' % text


def plain(value):
    """A value of a primary key as text."""
    kind = value.GetType().GetCanonicalType()
    if kind.IsPointerType():
        return quoted(text_at(value))
    if kind.IsArrayType():
        return quoted(text_at(value.AddressOf()))
    if kind.GetByteSize() == 1 and 'char' in kind.GetName():
        return str(value.GetValueAsSigned() if 'unsigned' not in kind.GetName()
                   else value.GetValueAsUnsigned())
    return value.GetValue() or value.GetSummary()


def title(row, table):
    """The table and the primary key of a row: items 1. None where memory cannot
    be read."""
    key = [member(row, name) for name in table.key]
    if None in key:
        return None
    key = [plain(value) for value in key]
    if None in key:
        return None
    return table.name + (' ' + ', '.join(key) if key else '')


# --- Summaries: what is shown in one line ------------------------------------

def row_summary(value, _session):
    """A row, or a pointer to one after its address: items 1."""
    value = value.GetNonSyntheticValue()
    table = table_of(value)
    if table is None or (value.GetType().IsPointerType() and
                         value.GetValueAsUnsigned() == 0):
        return ''
    if value.GetType().IsPointerType():
        value = value.Dereference()
    return title(value, table) or ''


def place_summary(pointer):
    """What a link leads to: 0x617000000488 stores 1."""
    address = pointer.GetValueAsUnsigned()
    if address == 0:
        return 'NULL'
    table = table_of(pointer)
    name = title(pointer.Dereference(), table) if table else None
    return '0x%x' % address + (' ' + name if name else '')


def link_summary(value, _session):
    """A link; nothing for another union without a name."""
    value = value.GetNonSyntheticValue()
    shape = shape_of(value)
    if shape == 'collection':
        count = value.GetChildMemberWithName('count').GetValueAsUnsigned()
        return '%d row%s' % (count, '' if count == 1 else 's')
    if shape:
        return place_summary(value.GetChildMemberWithName('row'))
    return ''


def optional_summary(value, _session):
    """A number that can be NULL: the number, or NULL."""
    value = value.GetNonSyntheticValue()
    if not value.GetChildMemberWithName('present').GetValueAsUnsigned():
        return 'NULL'
    return value.GetChildMemberWithName('value').GetValue()


FIRST_BYTES = 16


def blob_summary(value, _session):
    """A blob: how many bytes, and the first of them."""
    value = value.GetNonSyntheticValue()
    address = value.GetChildMemberWithName('data').GetValueAsUnsigned()
    count = value.GetChildMemberWithName('bytes').GetValueAsUnsigned()
    if address == 0:
        return 'NULL'
    error, first = lldb.SBError(), b''
    if count:
        first = value.GetProcess().ReadMemory(
            address, min(count, FIRST_BYTES), error)
    if error.Fail():
        return '%d bytes at 0x%x' % (count, address)
    return '%d byte%s %s%s' % (count, '' if count == 1 else 's', first.hex(),
                               '...' if count > FIRST_BYTES else '')


# --- Links: what is shown below them -----------------------------------------

def shape_of(value):
    """reference, scalar or collection; None where it is none. In C a link is a
    union without a name, of which kind_ tells the shape."""
    mark = value.GetChildMemberWithName('kind_')
    name = (mark if mark.IsValid() else value).GetType().GetUnqualifiedType(
    ).GetCanonicalType().GetName() or ''
    for shape in ('reference', 'scalar', 'collection'):
        if name.endswith('kith_is_a_%s_' % shape) or name.startswith(
                'kith_%s<' % shape):
            return shape
    return None


class Places:
    """The rows of a collection in their order. Holes are passed over; places
    are read as far as they are asked for, many at a time."""

    AT_ONCE = 4096

    def __init__(self, collection):
        def number(name):
            found = collection.GetChildMemberWithName(name)
            return found.GetValueAsUnsigned()
        self.process = collection.GetProcess()
        self.places, self.place_count = number('places'), number('place_count')
        self.count = min(number('count'), self.place_count)
        self.read, self.found = 0, []  # addresses of places that hold a row

    def read_some(self):
        order = '<' if self.process.GetByteOrder() == lldb.eByteOrderLittle \
            else '>'
        count = min(self.AT_ONCE, self.place_count - self.read)
        begin, error = self.places + 8 * self.read, lldb.SBError()
        memory = self.process.ReadMemory(begin, 8 * count, error)
        if error.Fail() or len(memory) != 8 * count:
            self.place_count = self.read
            return
        rows = struct.unpack('%s%dQ' % (order, count), memory)
        self.found += [begin + 8 * i for i, row in enumerate(rows) if row]
        self.read += count

    def at(self, index):
        """The address of a place; None behind the last."""
        while len(self.found) <= index and self.read < self.place_count:
            self.read_some()
        return self.found[index] if index < len(self.found) else None


class LinkChildren:
    """The rows of a collection, nothing below another link, and the members of
    another union without a name."""

    def __init__(self, value, _session):
        self.value = value
        self.update()

    def update(self):
        self.shape = shape_of(self.value)
        self.places = (Places(self.value) if self.shape == 'collection'
                       else None)
        return False

    def num_children(self):
        if self.places:
            return self.places.count
        return 0 if self.shape else self.value.GetNumChildren()

    def has_children(self):
        return self.num_children() > 0

    def get_child_at_index(self, index):
        if self.shape is None:
            return self.value.GetChildAtIndex(index)
        address = self.places.at(index) if self.places else None
        if address is None:
            return None
        kind = self.value.GetChildMemberWithName('places').GetType()
        return self.value.CreateValueFromAddress(
            '[%d]' % index, address,
            kind.GetCanonicalType().GetPointeeType().GetUnqualifiedType())

    def get_child_index(self, name):
        if self.shape is None:
            return self.value.GetIndexOfChildWithName(name)
        index = name.strip('[]')
        return int(index) if index.isdigit() else -1


# --- Which of them shows what ------------------------------------------------

LINK = (r'^(.*::)?\((anonymous|unnamed) union.*\)$'
        r'|^kith_(reference|scalar|collection)<.+>$')
OPTIONAL = r'^kith_optional(_[a-z_]+_|<.+>)$'


def summary(name, options):
    return lldb.SBTypeSummary.CreateWithFunctionName(
        '%s.%s' % (__name__, name), options)


def show_rows(debugger, row):
    debugger.GetCategory('kith').AddTypeSummary(
        lldb.SBTypeNameSpecifier(row),
        summary('row_summary', lldb.eTypeOptionCascade))


def show_shapes(debugger):
    category = debugger.CreateCategory('kith')
    one_line = lldb.eTypeOptionCascade | lldb.eTypeOptionHideChildren
    category.AddTypeSummary(lldb.SBTypeNameSpecifier(OPTIONAL, True),
                            summary('optional_summary', one_line))
    category.AddTypeSummary(lldb.SBTypeNameSpecifier('kith_blob'),
                            summary('blob_summary', one_line))
    category.AddTypeSummary(
        lldb.SBTypeNameSpecifier(LINK, True),
        summary('link_summary',
                lldb.eTypeOptionCascade | lldb.eTypeOptionSkipPointers))
    category.AddTypeSynthetic(
        lldb.SBTypeNameSpecifier(LINK, True),
        lldb.SBTypeSynthetic.CreateWithClassName(
            __name__ + '.LinkChildren',
            lldb.eTypeOptionCascade | lldb.eTypeOptionSkipPointers))
    category.SetEnabled(True)


# --- Commands ----------------------------------------------------------------

class Refused(Exception):
    """A command cannot do what it is asked."""


def quietly(debugger, command):
    """What a command gives, without showing it."""
    result = lldb.SBCommandReturnObject()
    debugger.GetCommandInterpreter().HandleCommand(command, result)
    return result


def evaluate(context, text):
    """The value of an expression where the program has stopped."""
    options = lldb.SBExpressionOptions()
    options.SetSuppressPersistentResult(True)
    frame = context.GetFrame()
    where = frame if frame.IsValid() else context.GetTarget()
    value = where.EvaluateExpression(text, options)
    if value.GetError().Fail():
        raise Refused(str(value.GetError().GetCString()).strip())
    return value


def call(context, prototype, name, *arguments):
    """Call a function of the library, which may have no debug information."""
    words = ', '.join('(%s)' % argument for argument in arguments)
    try:
        return evaluate(context, '((%s) %s)(%s)' % (prototype, name, words))
    except Refused as error:
        raise Refused('The library has no debug information to read, and '
                      'cannot be asked: %s' % error)


def type_named(context, name):
    """A struct with its members; None where there is only its name."""
    for kind in context.GetTarget().FindTypes(name):
        if kind.GetNumberOfFields():
            return kind
    return None


def counts_read(context, address):
    """Names and counts of rows, as the library keeps them; None where its
    debug information does not tell."""
    kind = type_named(context, 'kith_db')
    if kind is None:
        return None
    db = context.GetTarget().CreateValueFromAddress(
        'db', lldb.SBAddress(address, context.GetTarget()), kind)
    counts = []
    for i in range(db.GetChildMemberWithName('store_count')
                   .GetValueAsUnsigned()):
        def of(path):
            return db.GetValueForExpressionPath('.stores[%d].%s' % (i, path))
        name = text_at(of('table->descriptor->name'))
        count = of('slab->count')
        if name is None or not count.IsValid() or count.GetError().Fail():
            return None
        counts.append((name, count.GetValueAsUnsigned()))
    return counts


def counts_asked(context, address):
    db = '(void *) %d' % address
    tables = call(context, 'const kith_table *const *(*)(const void *)',
                  'kith_tables', db)
    counts = []
    while True:
        table = evaluate(context, '((const kith_table *const *) %d)[%d]' % (
            tables.GetValueAsUnsigned(), len(counts)))
        if table.GetValueAsUnsigned() == 0:
            return counts
        count = call(context, 'unsigned long (*)(void *, const void *)',
                     'kith_count_rows', db,
                     '(const void *) %d' % table.GetValueAsUnsigned())
        counts.append((text_at(table.GetChildMemberWithName('name')),
                       count.GetValueAsUnsigned()))


# What stands before a row (lib/catalog/layout.h): in four bytes how far, in
# units of 8, its chunk begins before it, below some bits that are marks.
DISTANCE, DISTANCE_BITS, DISTANCE_UNIT = 4, 28, 8


def row_type_read(context, address):
    """The row type's name of the row at an address, as the library finds it;
    None where there is no debug information of it."""
    target = context.GetTarget()
    kind = type_named(context, 'store')
    if kind is None:
        return None
    error, process = lldb.SBError(), context.GetProcess()
    distance = process.ReadUnsignedFromMemory(address - DISTANCE, 4, error)
    distance &= (1 << DISTANCE_BITS) - 1
    if error.Success():
        store = process.ReadPointerFromMemory(
            address - distance * DISTANCE_UNIT, error)
    if error.Fail():
        raise Refused('%d is the address of no row.' % address)
    store = target.CreateValueFromAddress(
        'store', lldb.SBAddress(store, target), kind)
    row = text_at(store.GetValueForExpressionPath('.table->descriptor->row'))
    if not row:
        raise Refused('%d is the address of no row.' % address)
    return row


def row_type_asked(context, address):
    table = call(context, 'const kith_table *(*)(const void *)',
                 'kith_table_of', '(const void *) %d' % address)
    row = text_at(table.GetChildMemberWithName('row'))
    if not row:
        raise Refused('%d is the address of no row.' % address)
    return row


class Command:
    """What both commands share: an expression in, lines or an error out."""

    def __init__(self, _debugger, _session):
        pass

    def __call__(self, _debugger, argument, context, result):
        try:
            if not argument.strip():
                raise Refused(self.QUESTION)
            read_tables(context.GetTarget())
            result.AppendMessage(self.answer(argument, context))
        except Refused as error:
            result.SetError(str(error))

    def get_short_help(self):
        return self.__doc__.split('\n')[0]

    def get_long_help(self):
        return self.__doc__


class TablesCommand(Command):
    """Show how many rows each table of a database has.

kith-tables DB

DB is an expression of type kith_db *."""

    QUESTION = 'kith-tables DB: which database?'

    def answer(self, argument, context):
        db = evaluate(context, argument)
        kind = db.GetType().GetCanonicalType().GetPointeeType()
        if (kind.GetUnqualifiedType().GetName() != 'kith_db' or
                db.GetValueAsUnsigned() == 0):
            raise Refused('%s is no database.' % argument)
        counts = counts_read(context, db.GetValueAsUnsigned())
        if counts is None:
            counts = counts_asked(context, db.GetValueAsUnsigned())
        width = max((len(name) for name, _ in counts), default=0)
        digits = max((len(str(count)) for _, count in counts), default=0)
        return '\n'.join('%s  %s' % (name.ljust(width),
                                     str(count).rjust(digits))
                         for name, count in counts)


class RowCommand(Command):
    """Print the row at an address, whatever the type of the expression.

kith-row ROW

A number that is not the address of a row may be taken for one."""

    QUESTION = 'kith-row ROW: which row?'

    def answer(self, argument, context):
        address = evaluate(context, argument).GetValueAsUnsigned()
        if address == 0:
            raise Refused('%s is no row.' % argument)
        row = row_type_read(context, address)
        if row is None:
            row = row_type_asked(context, address)
        result = quietly(context.GetTarget().GetDebugger(),
                         'expression -- *(%s *) %d' % (row, address))
        if not result.Succeeded():
            raise Refused(result.GetError().strip())
        return result.GetOutput().rstrip()


class StopHook:
    """Learns the names of row types when the program stops."""

    def __init__(self, _target, _arguments, _session):
        pass

    def handle_stop(self, context, _stream):
        read_tables(context.GetTarget())
        return True


def __lldb_init_module(debugger, _session):
    """Called when the script is imported, also when that is done again."""
    show_shapes(debugger)
    for word, name in (('kith-tables', 'TablesCommand'),
                       ('kith-row', 'RowCommand')):
        quietly(debugger, 'command script delete ' + word)
        debugger.HandleCommand('command script add -c %s.%s %s' % (
            __name__, name, word))
    hooks = quietly(debugger, 'target stop-hook list').GetOutput() or ''
    hook = __name__ + '.StopHook'
    if hook not in hooks:
        quietly(debugger, 'target stop-hook add -P ' + hook)
    Program.known.clear()
    read_tables(debugger.GetSelectedTarget())
