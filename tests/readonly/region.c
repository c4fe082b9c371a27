/* region.c - memory that a database shows, mapped twice: read-only where it is
 * read, and once more where base/write.h writes it.
 *
 * A library with KI_READ_ONLY takes chunks, pieces and index slots from here. A
 * store that does not go through base/write.h meets a page that may not be
 * written, and the program ends. The program's own stores into plain columns
 * are let through, one instruction at a time: what tells them from the
 * library's is where the instruction is, for the library is a shared object
 * here. While a function of the user runs in the middle of a call, none is let
 * through.
 */
#define _GNU_SOURCE
#include "base/write.h"

#include "base/memory.h"

#include <dlfcn.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define REGION_BYTES ((size_t)64 << 30) /* of addresses; pages come as used */
#define PAGE_BYTES ((size_t)4096)
#define TRAP_FLAG ((greg_t)0x100)

/* Blocks of two to the power of so many bytes; the free ones are linked by
 * their second address. */
enum { SIZES = 40 };

static struct {
    pthread_mutex_t lock;
    char *shown, *written, *next;
    char *free[SIZES];
    uintptr_t program, program_end; /* where the instructions are */
    size_t program_stores;
} region = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* The pages that this thread may write for one instruction. */
enum { OPEN_PAGES = 4 };
static _Thread_local char *open_pages[OPEN_PAGES];
static _Thread_local size_t open_count;
static _Thread_local uintptr_t opened_for;

/* How many functions of the user run in the middle of a call. */
static _Thread_local unsigned closed;

static bool is_shown(const void *at)
{
    return region.shown &&
           (uintptr_t)at - (uintptr_t)region.shown < (uintptr_t)REGION_BYTES;
}

void *ki_region_writable(const void *at)
{
    void *same;

    memcpy(&same, &at, sizeof(same));
    return is_shown(at) ? (char *)same + (region.written - region.shown) : same;
}

char *ki_region_readable(char *at)
{
    return region.written && (uintptr_t)at - (uintptr_t)region.written <
                                 (uintptr_t)REGION_BYTES
               ? at - (region.written - region.shown)
               : at;
}

void ki_region_close(unsigned count)
{
    closed = count;
}

/* --- Stores that go past -------------------------------------------------- */

static void end(const char *why)
{
    if (write(STDERR_FILENO, why, strlen(why)) < 0)
        _exit(3);
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
    _exit(3);
}

static void close_pages(void)
{
    while (open_count > 0)
        mprotect(open_pages[--open_count], PAGE_BYTES, PROT_READ);
}

static uintptr_t instruction_of(const ucontext_t *context)
{
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
}

static bool is_program(uintptr_t at)
{
    return at >= region.program && at < region.program_end;
}

/* Whether a store is that of a function of the C library which the program
 * called. Those that fill or copy memory are leaves, so the address to return
 * to is on top of the stack. */
static bool is_for_program(const ucontext_t *context)
{
    uintptr_t caller;
    Dl_info object, library;

    memcpy(&caller, (void *)context->uc_mcontext.gregs[REG_RSP],
           sizeof(caller));
    return dladdr((void *)instruction_of(context), &object) &&
           dladdr((void *)&region, &library) &&
           object.dli_fbase != library.dli_fbase && is_program(caller);
}

static void on_store(int number, siginfo_t *info, void *given)
{
    ucontext_t *context = given;
    char *page =
        region.shown + ((uintptr_t)info->si_addr - (uintptr_t)region.shown) /
                           PAGE_BYTES * PAGE_BYTES;

    (void)number;
    if (!is_shown(info->si_addr))
        end("a bad address\n");
    if (!is_program(instruction_of(context)) && !is_for_program(context))
        end("a store into what a database shows, past base/write.h\n");
    if (closed > 0)
        end("a function of the user writes a row in the middle of a call\n");
    if (open_count == OPEN_PAGES) /* it repeats, and has gone on to others */
        close_pages();
    mprotect(page, PAGE_BYTES, PROT_READ | PROT_WRITE);
    open_pages[open_count++] = page;
    opened_for = instruction_of(context);
    region.program_stores++;
    context->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
}

static void on_step(int number, siginfo_t *info, void *given)
{
    ucontext_t *context = given;

    (void)number;
    (void)info;
    if (instruction_of(context) == opened_for)
        return; /* it repeats */
    close_pages();
    context->uc_mcontext.gregs[REG_EFL] &= ~TRAP_FLAG;
}

/* The first object is the program. */
static int find_program(struct dl_phdr_info *info, size_t bytes, void *unused)
{
    (void)bytes;
    (void)unused;
    for (size_t i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];

        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
            continue;
        region.program = info->dlpi_addr + part->p_vaddr;
        region.program_end = region.program + part->p_memsz;
    }
    return 1;
}

/* --- Blocks --------------------------------------------------------------- */

static void print_stores(void)
{
    printf("read-only: %zu bytes shown, %zu stores of the program\n",
           (size_t)(region.next - region.shown), region.program_stores);
}

static void map_region(void)
{
    struct sigaction store = {.sa_sigaction = on_store,
                              .sa_flags = SA_SIGINFO | SA_NODEFER};
    struct sigaction step = {.sa_sigaction = on_step, .sa_flags = SA_SIGINFO};
    int file = memfd_create("kith", 0);

    if (file < 0 || ftruncate(file, (off_t)REGION_BYTES) != 0)
        abort();
    region.written = mmap(NULL, REGION_BYTES, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_NORESERVE, file, 0);
    region.next = mmap(NULL, REGION_BYTES, PROT_READ,
                       MAP_SHARED | MAP_NORESERVE, file, 0);
    if (region.written == MAP_FAILED || region.next == MAP_FAILED)
        abort();
    close(file);
    dl_iterate_phdr(find_program, NULL);
    sigaction(SIGSEGV, &store, NULL);
    sigaction(SIGTRAP, &step, NULL);
    region.shown = region.next;
    atexit(print_stores);
}

static size_t size_of(size_t bytes)
{
    size_t size = 6;

    while ((size_t)1 << size < bytes)
        size++;
    return size;
}

static char *new_block(size_t size)
{
    char *block = region.free[size];

    if (block) {
        memcpy(&region.free[size], block, sizeof(char *));
        return block;
    }
    block = region.next;
    if ((size_t)(region.shown + REGION_BYTES - block) < (size_t)1 << size)
        abort();
    region.next += (size_t)1 << size;
    return block;
}

/* Pages of a large block go back, but for the first, which links it. */
static void free_region_block(char *block, size_t size)
{
    char *written = ki_region_writable(block);
    size_t bytes = (size_t)1 << size;

    if (bytes > 16 * PAGE_BYTES)
        madvise(written + PAGE_BYTES, bytes - PAGE_BYTES, MADV_REMOVE);
    memcpy(written, &region.free[size], sizeof(block));
    region.free[size] = block;
}

/* Before a block, where nobody else reads it, stands the block of as many bytes
 * that the allocator of the database gave, which lies idle: it counts, and may
 * refuse. */
enum { HEAD = 64 };

static void *twin_of(const char *block)
{
    void *twin = NULL;

    if (block)
        memcpy(&twin, block - HEAD, sizeof(twin));
    return twin;
}

static char *move_block(char *block, void *twin, size_t old_bytes,
                        size_t new_bytes)
{
    char *moved = NULL;

    if (new_bytes > 0) {
        moved = new_block(size_of(new_bytes + HEAD)) + HEAD;
        memcpy((char *)ki_region_writable(moved) - HEAD, &twin, sizeof(twin));
    }
    if (moved && block)
        memcpy(ki_region_writable(moved), block,
               old_bytes < new_bytes ? old_bytes : new_bytes);
    if (block)
        free_region_block(block - HEAD, size_of(old_bytes + HEAD));
    return moved;
}

void *ki_region_resize(const kith_allocator *hooks, void *block,
                       size_t old_bytes, size_t new_bytes)
{
    void *twin =
        hooks->resize(hooks->context, twin_of(block), old_bytes, new_bytes);
    char *moved;

    if (!twin && new_bytes > 0)
        return NULL;
    pthread_mutex_lock(&region.lock);
    if (!region.shown)
        map_region();
    moved = move_block(block, twin, old_bytes, new_bytes);
    pthread_mutex_unlock(&region.lock);
    return moved;
}
