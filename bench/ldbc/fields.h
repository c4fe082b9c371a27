/* fields.h - the fields of a row, as shapes.c and read.c list them. */
#ifndef LDBC_FIELDS_H
#define LDBC_FIELDS_H

#include "ldbc/ldbc.h"

/* What it is, where it lies, and the table of a parent. */
#define NUMBER(row, f)                                 \
    {                                                  \
        LDBC_NUMBER, offsetof(struct ldbc_##row, f), 0 \
    }
#define DATE(row, f)                                 \
    {                                                \
        LDBC_DATE, offsetof(struct ldbc_##row, f), 0 \
    }
#define TEXT(row, f)                                 \
    {                                                \
        LDBC_TEXT, offsetof(struct ldbc_##row, f), 0 \
    }
#define PARENT(row, f, TABLE)                                        \
    {                                                                \
        LDBC_REFERENCE, offsetof(struct ldbc_##row, f), LDBC_##TABLE \
    }

#endif
