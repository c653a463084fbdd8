#include "harness/campaign/symbols.h"

#include <elf.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#if UINTPTR_MAX == UINT64_MAX
typedef Elf64_Ehdr elf_header;
typedef Elf64_Shdr elf_section;
typedef Elf64_Sym elf_symbol;
enum { ELF_CLASS = ELFCLASS64 };
#else
typedef Elf32_Ehdr elf_header;
typedef Elf32_Shdr elf_section;
typedef Elf32_Sym elf_symbol;
enum { ELF_CLASS = ELFCLASS32 };
#endif

struct image {
    const uint8_t *bytes;
    size_t size;
    const elf_symbol *symbols;
    size_t symbol_count;
    const char *names;
    size_t names_bytes;
    uintptr_t bias; /* where the program was loaded, less where it was linked for */
};

static bool is_inside(const struct image *image, uint64_t offset, uint64_t bytes)
{
    return offset <= image->size && bytes <= image->size - offset;
}

static const char *name_of(const struct image *image, const elf_symbol *symbol)
{
    return symbol->st_name < image->names_bytes ? image->names + symbol->st_name : "";
}

/* Our own address, at run time and in the table, gives the bias without asking the loader. */
static bool find_bias(struct image *image)
{
    for (size_t i = 0; i < image->symbol_count; i++)
        if (strcmp(name_of(image, &image->symbols[i]), "tspec_symbols_name") == 0) {
            image->bias = (uintptr_t)&tspec_symbols_name - (uintptr_t)image->symbols[i].st_value;
            return true;
        }
    return false;
}

static bool find_table(struct image *image)
{
    const elf_header *header = (const void *)image->bytes;
    if (image->size < sizeof *header || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
        header->e_ident[EI_CLASS] != ELF_CLASS || header->e_shentsize != sizeof(elf_section) ||
        !is_inside(image, header->e_shoff, (uint64_t)header->e_shnum * sizeof(elf_section)))
        return false;
    const elf_section *sections = (const void *)(image->bytes + header->e_shoff);
    for (unsigned i = 0; i < header->e_shnum; i++) {
        const elf_section *table = &sections[i];
        if (table->sh_type != SHT_SYMTAB || table->sh_link >= header->e_shnum)
            continue;
        const elf_section *names = &sections[table->sh_link];
        if (!is_inside(image, table->sh_offset, table->sh_size) ||
            !is_inside(image, names->sh_offset, names->sh_size) || names->sh_size == 0 ||
            image->bytes[names->sh_offset + names->sh_size - 1] != 0)
            return false;
        image->symbols = (const void *)(image->bytes + table->sh_offset);
        image->symbol_count = table->sh_size / sizeof(elf_symbol);
        image->names = (const char *)image->bytes + names->sh_offset;
        image->names_bytes = names->sh_size;
        return find_bias(image);
    }
    return false;
}

static bool open_image(struct image *image)
{
    struct stat status;
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    *image = (struct image){0};
    if (fstat(fd, &status) == 0 && status.st_size > 0) {
        void *bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes != MAP_FAILED) {
            image->bytes = bytes;
            image->size = (size_t)status.st_size;
        }
    }
    close(fd);
    if (image->bytes == NULL)
        return false;
    if (find_table(image))
        return true;
    munmap((void *)(uintptr_t)image->bytes, image->size);
    return false;
}

static const char *function_at(const struct image *image, uintptr_t address)
{
    uintptr_t linked = address - image->bias;
    for (size_t i = 0; i < image->symbol_count; i++) {
        const elf_symbol *symbol = &image->symbols[i];
        if ((symbol->st_info & 0xf) == STT_FUNC && linked >= symbol->st_value &&
            linked - symbol->st_value < symbol->st_size)
            return name_of(image, symbol);
    }
    return NULL;
}

/* Sanitizer runtimes, C++ runtimes and our own handlers say nothing about the stack. */
static bool is_noise(const char *name)
{
    static const char *const prefixes[] = {"__", "_Z", "_start", "tspec_worker_"};
    for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

unsigned tspec_symbols_name(void *const *frames, unsigned count, unsigned wanted, char *out, size_t cap)
{
    struct image image;
    unsigned named = 0;
    size_t used = 0;
    out[0] = '\0';
    if (!open_image(&image))
        return 0;
    for (unsigned i = 0; i < count && named < wanted && used < cap; i++) {
        /* A return address may lie just behind its function when that ends in a call. */
        const char *name = function_at(&image, (uintptr_t)frames[i] - 1);
        if (name == NULL || is_noise(name))
            continue;
        if (strcmp(name, "tspec_judge_run") == 0) /* whoever asked for the scenario is not to blame */
            break;
        /* What the compiler appends to the name of a copy (".constprop.0") is no part of it. */
        int length = (int)strcspn(name, ".");
        int n = snprintf(out + used, cap - used, "%s%.*s", named > 0 ? " < " : "", length, name);
        used += n > 0 ? (size_t)n : 0;
        named++;
    }
    munmap((void *)(uintptr_t)image.bytes, image.size);
    return named;
}
