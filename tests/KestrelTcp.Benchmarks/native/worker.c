/*
 * A worker that costs as little as one can: one thread, read(2) and write(2) on stdin and stdout. DATA is answered by WRITE
 * of its body, everything else by CONTINUE. A body that begins with 'S' takes 20 ms first. When KT_BENCH_JOURNAL
 * names a file, CONNECTED and CLOSE are noted there, one line and one write each, before the answer.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIXED = 12, CONTROL = 0x01, SLOW_MICROSECONDS = 20000, UUID = 36 };

static uint32_t crc_table[256];
static unsigned char *input;
static size_t capacity = 1 << 16, begin, end;
static unsigned char *output;
static size_t output_capacity;
static int journal = -1;

static void make_crc_table(void) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; bit++)
            value = value & 1 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
        crc_table[i] = value;
    }
}

static uint32_t crc_of_first_six(const unsigned char *bytes) {
    uint32_t value = 0xFFFFFFFFu;
    for (int i = 0; i < 6; i++)
        value = crc_table[(value ^ bytes[i]) & 255] ^ (value >> 8);
    return ~value;
}

/* Reads until that many bytes are held. */
static void need(size_t count) {
    while (end - begin < count) {
        if (begin > 0) {
            memmove(input, input + begin, end - begin);
            end -= begin;
            begin = 0;
        }
        if (count > capacity) {
            capacity = count > 2 * capacity ? count : 2 * capacity;
            input = realloc(input, capacity);
        }
        ssize_t got = read(0, input + end, capacity - end);
        if (got <= 0)
            exit(0);
        end += (size_t)got;
    }
}

/* context_length < 0: a control frame, which has no option. */
static void send_frame(int flags, const char *context, int context_length, const unsigned char *body, uint32_t body_length) {
    uint32_t option = context_length < 0 ? 0 : (uint32_t)context_length;
    size_t header = context_length < 0 ? FIXED : FIXED + 4;
    uint32_t payload = option + body_length;
    if (header + payload > output_capacity) {
        output_capacity = header + payload + (1 << 16);
        output = realloc(output, output_capacity);
    }
    memset(output, 0, header);
    output[0] = (unsigned char)(0x10 | header / 4);
    output[1] = (unsigned char)flags;
    memcpy(output + 2, &payload, 4);
    uint32_t crc = crc_of_first_six(output);
    memcpy(output + 6, &crc, 4);
    if (context_length >= 0)
        memcpy(output + FIXED, &option, 4);
    memcpy(output + header, context, option);
    memcpy(output + header + option, body, body_length);
    for (size_t sent = 0, size = header + payload; sent < size;) {
        ssize_t count = write(1, output + sent, size - sent);
        if (count <= 0)
            exit(0);
        sent += (size_t)count;
    }
}

static void note(const unsigned char *context, size_t length) {
    static const char key[] = "\"uuid\":\"";
    const char *uuid = memmem(context, length, key, sizeof key - 1);
    const char *event = memmem(context, length, "\"CONNECTED\"", 11) ? "CONNECTED" : "CLOSE";
    if (journal < 0 || uuid == NULL)
        return;
    char line[128];
    int size = snprintf(line, sizeof line, "%d %s %.*s\n", getpid(), event, UUID, uuid + sizeof key - 1);
    if (write(journal, line, (size_t)size) != size)
        exit(1);
}

int main(void) {
    const char *file = getenv("KT_BENCH_JOURNAL");
    if (file != NULL)
        journal = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    input = malloc(capacity);
    make_crc_table();
    for (;;) {
        uint32_t payload, context = 0;
        need(FIXED);
        size_t header = (size_t)(input[begin] & 15) * 4;
        memcpy(&payload, input + begin + 2, 4);
        need(header + payload);
        const unsigned char *frame = input + begin, *bytes = frame + header;
        if (frame[1] & CONTROL) {
            if (memmem(bytes, payload, "\"stop\"", 6))
                return 0;
            char pid[32];
            int size = snprintf(pid, sizeof pid, "{\"pid\":%d}", getpid());
            send_frame(CONTROL, "", -1, (const unsigned char *)pid, (uint32_t)size);
        } else {
            if (header > FIXED)
                memcpy(&context, frame + FIXED, 4);
            if (memmem(bytes, context, "\"event\":\"DATA\"", 14)) {
                if (payload > context && bytes[context] == 'S')
                    usleep(SLOW_MICROSECONDS);
                send_frame(0, "WRITE", 5, bytes + context, payload - context);
            } else {
                note(bytes, context);
                send_frame(0, "CONTINUE", 8, bytes, 0);
            }
        }
        begin += header + payload;
    }
}
