/* watch.c - telling a sanitizer which memory of ours is dead; see watch.h. */
#include "base/watch.h"

#include "base/memory.h"

/* Weak, so that a program without the sanitizer links, and NULL there. Only the
 * format of ELF has such references as they are used here; elsewhere the
 * library itself must be built with the sanitizer. */
#if !defined(KI_SANITIZED) && defined(__ELF__)
__attribute__((weak)) void __asan_poison_memory_region(const volatile void *at,
                                                       size_t bytes);
__attribute__((weak)) void
__asan_unpoison_memory_region(const volatile void *at, size_t bytes);
#endif
#if defined(KI_SANITIZED)
#define KI_HAS_ASAN true
#elif defined(__ELF__)
#define KI_HAS_ASAN \
    (__asan_poison_memory_region && __asan_unpoison_memory_region)
#else
#define KI_HAS_ASAN false
#define __asan_poison_memory_region(at, bytes) ((void)(at), (void)(bytes))
#define __asan_unpoison_memory_region(at, bytes) ((void)(at), (void)(bytes))
#endif

/* Requests of valgrind are instructions without effect in a program that it
 * does not run, so its header is all that is needed. */
#ifdef __has_include
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define KI_HAS_MEMCHECK 1
#endif
#endif
#ifndef KI_HAS_MEMCHECK
#define VALGRIND_MAKE_MEM_NOACCESS(at, bytes) ((void)0)
#define VALGRIND_MAKE_MEM_DEFINED(at, bytes) ((void)0)
#define VALGRIND_MAKE_MEM_DEFINED_IF_ADDRESSABLE(at, bytes) 0
#define VALGRIND_DISABLE_ERROR_REPORTING ((void)0)
#define VALGRIND_ENABLE_ERROR_REPORTING ((void)0)
#endif

/* Another tool of valgrind's, callgrind for instance, takes no notice of the
 * request and returns 0. */
bool ki_watch_is_on(void)
{
    char byte = 0;

    (void)byte;
    return KI_HAS_ASAN ||
           VALGRIND_MAKE_MEM_DEFINED_IF_ADDRESSABLE(&byte, 1) != 0;
}

void ki_watch_forbid(const char *at, size_t bytes)
{
    if (KI_HAS_ASAN)
        __asan_poison_memory_region(at, bytes);
    VALGRIND_MAKE_MEM_NOACCESS(at, bytes);
}

/* Defined and not undefined for memcheck, for what is there may be ours: a free
 * cell begins with a link. */
void ki_watch_allow(const char *at, size_t bytes)
{
    if (KI_HAS_ASAN)
        __asan_unpoison_memory_region(at, bytes);
    VALGRIND_MAKE_MEM_DEFINED(at, bytes);
}

/* Not by memcpy, which the sanitizer looks into wherever it is called. */
__attribute__((no_sanitize_address)) char *ki_watch_read_ptr(const char *at)
{
    char *value;

    VALGRIND_DISABLE_ERROR_REPORTING;
    value = *(char *const volatile *)(const void *)at;
    VALGRIND_ENABLE_ERROR_REPORTING;
    return value;
}
