/* links.h - lists that are threaded through their members: a head and a tail in
 * the parent, the next and the previous in each child. */
#ifndef BENCH_OO7_LINKS_H
#define BENCH_OO7_LINKS_H

/* LIST is what a parent has of its children, LINK what a child has. */
#define LIST(row)                \
    struct {                     \
        struct row *head, *tail; \
    }
#define LINK(row)                \
    struct {                     \
        struct row *next, *prev; \
    }

/* The next one is read first: the body may free the one it is at. */
#define EACH_LINKED(row, it, list, link)                  \
    for (struct row *it = (list).head, *it##_next = NULL; \
         it && (it##_next = it->link.next, true); it = it##_next)

#define LIST_PUT(list, row, link)            \
    do {                                     \
        (row)->link.next = NULL;             \
        (row)->link.prev = (list)->tail;     \
        if ((list)->tail)                    \
            (list)->tail->link.next = (row); \
        else                                 \
            (list)->head = (row);            \
        (list)->tail = (row);                \
    } while (0)

#define LIST_TAKE(list, row, link)                          \
    do {                                                    \
        if ((row)->link.prev)                               \
            (row)->link.prev->link.next = (row)->link.next; \
        else                                                \
            (list)->head = (row)->link.next;                \
        if ((row)->link.next)                               \
            (row)->link.next->link.prev = (row)->link.prev; \
        else                                                \
            (list)->tail = (row)->link.prev;                \
    } while (0)

#endif
