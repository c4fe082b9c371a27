/* sealed.c - memory of which nothing may be given out while rows change. */
#define _POSIX_C_SOURCE 200809L
#include "base/memory.h"

#include "kt.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whether an allocation of the memory ends the program by an assertion. */
static bool ends_at_an_allocation(struct memory *memory)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        fclose(stderr); /* the assertion's words are expected */
        ki_memory_free(memory, ki_memory_new(memory, 1), 1);
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child &&
           WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

/* Where assertions are compiled in, and only there. */
KT_TEST(memory, that_is_sealed_gives_nothing_out)
{
#ifdef NDEBUG
    const bool asserts = false;
#else
    const bool asserts = true;
#endif
    struct memory memory;
    void *block;

    ki_memory_init(&memory, NULL);
    block = ki_memory_new(&memory, 1);
    ki_memory_seal(&memory);
    ki_memory_seal(&memory);
    ki_memory_unseal(&memory);
    KT_ASSERT_EQ(ends_at_an_allocation(&memory), asserts);
    ki_memory_free(&memory, block, 1);
    ki_memory_unseal(&memory);
    KT_ASSERT(!ends_at_an_allocation(&memory));
}
