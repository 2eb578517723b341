// SPDX-License-Identifier: BSD-3-Clause
//
// The block device: sectors, read and written.
#include "checksum.h"
#include "pattern.h"
#include "shell.h"
#include "virtio_block.h"

#include <string.h>

enum { at_once = 8, timeout = 5000, shown = 64 };

static uint8_t sectors[at_once * block_sector_size];

static bool show_device(void) {
    const uint64_t capacity = block_get_capacity();
    shell_print("%llu sectors, %llu KiB%s\n", (unsigned long long)capacity,
                (unsigned long long)(capacity / 2), block_is_read_only() ? ", read-only" : "");
    return true;
}

static bool failed(const char* what, uint32_t sector, osStatus_t status) {
    return shell_fail("%s sector %u: %s", what, (unsigned)sector,
                      status == osErrorParameter ? "behind the last one, or read-only"
                      : status == osError        ? "the device says that it failed"
                                                 : shell_status_text(status));
}

static void show_bytes(void) {
    for (unsigned i = 0; i < shown; i += 16) {
        char text[17] = {0};
        shell_print("%03x ", i);
        for (unsigned k = 0; k < 16; ++k) {
            const uint8_t byte = sectors[i + k];
            shell_print(" %02x", byte);
            text[k] = byte >= ' ' && byte < 127 ? (char)byte : '.';
        }
        shell_print("  %s\n", text);
    }
}

static bool read_sectors(uint32_t sector, uint32_t count) {
    struct checksum sum = checksum_begin();
    for (uint32_t done = 0; done < count;) {
        const uint32_t part = count - done < at_once ? count - done : at_once;
        const osStatus_t status = block_read(sector + done, sectors, part, timeout);
        if (status != osOK) {
            return failed("reading", sector + done, status);
        }
        checksum_add(&sum, sectors, part * block_sector_size);
        done += part;
    }
    if (count == 1) {
        show_bytes();
    }
    shell_print("%08x %u sectors %u+%u\n", (unsigned)checksum_end(sum), (unsigned)sum.size,
                (unsigned)sector, (unsigned)count);
    return true;
}

/// The words with blanks between them; a line is shorter than a sector.
static bool write_text(uint32_t sector, unsigned count, char** words) {
    memset(sectors, 0, block_sector_size);
    char* end = (char*)sectors;
    for (unsigned i = 0; i < count; ++i) {
        const size_t length = strlen(words[i]);
        memcpy(end, words[i], length);
        end += length;
        *end++ = i + 1 < count ? ' ' : '\0';
    }
    osStatus_t status = block_write(sector, sectors, 1, timeout);
    if (status == osOK) {
        status = block_flush(timeout);
    }
    return status == osOK || failed("writing", sector, status);
}

static bool fill_sectors(uint32_t sector, uint32_t count) {
    struct checksum sum = checksum_begin();
    for (uint32_t done = 0; done < count;) {
        const uint32_t part = count - done < at_once ? count - done : at_once;
        pattern_fill(sectors, part * block_sector_size, done * block_sector_size);
        const osStatus_t status = block_write(sector + done, sectors, part, timeout);
        if (status != osOK) {
            return failed("writing", sector + done, status);
        }
        checksum_add(&sum, sectors, part * block_sector_size);
        done += part;
    }
    const osStatus_t status = block_flush(timeout);
    if (status != osOK) {
        return failed("flushing behind", sector, status);
    }
    shell_print("%08x %u sectors %u+%u\n", (unsigned)checksum_end(sum), (unsigned)sum.size,
                (unsigned)sector, (unsigned)count);
    return true;
}

static bool block(unsigned count, char** words) {
    if (block_get_device() == NULL) {
        return shell_fail("there is no block device");
    }
    if (count == 1) {
        return show_device();
    }
    uint32_t sector = 0;
    uint32_t sector_count = 1;
    const char* what = words[1];
    if (count < 3 || !shell_number(words[2], UINT32_MAX, &sector)) {
        return count < 3 ? shell_fail("%s: which sector?", what) : false;
    }
    if (strcmp(what, "write") == 0) {
        return count > 3 ? write_text(sector, count - 3, words + 3)
                         : shell_fail("write: which text?");
    }
    if (count > 4) {
        return shell_fail("%s: expected a sector and how many", what);
    }
    if (count == 4 && !shell_number(words[3], 1U << 22, &sector_count)) {
        return false;
    }
    if (strcmp(what, "read") == 0) {
        return read_sectors(sector, sector_count);
    }
    if (strcmp(what, "fill") == 0) {
        return fill_sectors(sector, sector_count);
    }
    return shell_fail("expected read, write or fill, got '%s'", what);
}

static const struct shell_command commands[] = {
    {"blk", "[read|fill SECTOR [N]] | [write SECTOR TEXT]", "sums sectors, fills them, writes one",
     0, shell_most_words, block},
};
const struct shell_group shell_block = SHELL_GROUP("block device", commands);
