/* expect: Mark.column and Cell.column have different types */
/* The fourth pair of columns of a composite foreign key has two types. */
#include <kith.h>

typedef struct Cell Cell;
typedef struct Mark Mark;
struct Cell {
    const int64_t book, sheet, line, column;
};
struct Mark {
    const int64_t book, sheet, line;
    const int32_t column;
};
static KITH_TABLE(Mark, "marks", KITH_COLUMN(Mark, book),
                  KITH_COLUMN(Mark, sheet), KITH_COLUMN(Mark, line),
                  KITH_COLUMN(Mark, column),
                  KITH_FOREIGN_KEYS(Mark, (book, sheet, line, column), Cell,
                                    (book, sheet, line, column)));
