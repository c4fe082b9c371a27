/* blocks.c - the blocks of memory that a database is made of; see blocks.h. */
#include "base/blocks.h"

#include "base/write.h"

void ki_block_write(char *to, const char *from, size_t bytes)
{
    write_bytes(to, from, bytes);
}
