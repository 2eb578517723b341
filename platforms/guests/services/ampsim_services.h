/* SPDX-License-Identifier: BSD-3-Clause
 *
 * Services between a remote and Linux: console, files, streams to ports, messages. A small RPC over
 * any carrier of messages (RPMsg) or of bytes (a VirtIO console, a vsock stream): docs/services.md.
 *
 * A message is a header and a body. On a carrier of bytes it is followed by the byte service_end,
 * and zeros where a message would begin mean nothing. Who begins anew there sends
 * service_message_most zeros first: they end a message that was cut short, and without service_end
 * it is dropped.
 * All numbers are little-endian, nothing is aligned: read and write them byte by byte. Lengths and
 * numbers come from the other side, and may be anything. */
#ifndef AMPSIM_SERVICES_H
#define AMPSIM_SERVICES_H

enum {
    service_version_major = 1, /* another one is refused */
    service_version_minor = 0, /* a higher one only adds: services, operations, fields at the end */
    service_magic = 0x53504d41, /* "AMPS" */
    service_header_size = 8,
    service_end = 0xa5,
    service_message_least = 64,  /* a side has to take messages of this size, header and all */
    service_message_most = 2048, /* and may not offer to take larger ones than this */
};

/* Offsets in the header. */
enum {
    service_at_kind = 0,      /* u8: enum service_kind */
    service_at_service = 1,   /* u8: enum service_number */
    service_at_operation = 2, /* u8: of the service; of a response that of its request */
    service_at_status = 3,    /* u8: of a response: enum service_status; else 0 */
    service_at_id = 4,        /* u16: of a request, and of its response; one-way 0 */
    service_at_size = 6,      /* u16: bytes of the body */
};

enum service_kind {
    service_request = 1,  /* is answered with one response */
    service_response = 2, /* its id is that of a request of the side that receives it */
    service_one_way = 3,  /* is not answered; unknown ones are dropped and counted */
};

enum service_number {
    service_session = 0,
    service_console = 1,
    service_files = 2,
    service_ports = 3,
    service_messages = 4,
};

enum service_status {
    service_ok = 0,
    service_unknown = 1,      /* no such service or operation; also before hello */
    service_malformed = 2,    /* the body is shorter than it has to be, or says what cannot be */
    service_not_found = 3,    /* file, port or handle */
    service_denied = 4,       /* not allowed to this peer */
    service_no_resources = 5, /* too many handles or streams, or no memory */
    service_failed = 6,       /* the system refused: no space, an I/O error, no connection */
    service_wrong_version = 7,
};

/* Bodies: fields in order, their sizes in bits; "text" and "bytes" are the rest of the body. Text
 * has no 0 at its end. What follows the last field that one knows is for a later version: ignored.
 */

/* session. hello begins anew, at any time and from either side: calls, handles and streams that
 * were before are gone. Nothing else is answered before it. */
enum {
    service_session_hello = 1, /* request and response: magic 32, major 16, minor 16, largest
                                  message that this side takes 16, services that it offers 32: bit n
                                  for number n */
};

/* console. Consoles are numbered from 0. */
enum {
    service_console_data = 1, /* one-way, both directions: console 8, bytes */
};

/* files: of Linux, below a directory that its daemon was given. Paths are relative to it, with
 * "/"; none leads out. The remote asks. */
enum {
    service_files_open = 1,   /* flags 32, path text -> handle 32, size 64 */
    service_files_read = 2,   /* handle 32, offset 64, size 32 -> bytes; fewer only at the end */
    service_files_write = 3,  /* handle 32, offset 64, bytes -> written 32 */
    service_files_close = 4,  /* handle 32 -> */
    service_files_stat = 5,   /* path text -> type 8, size 64 */
    service_files_list = 6,   /* first 32, path text -> next 32 (0: no more), then for each entry,
                                 sorted by name: type 8, length 8, name */
    service_files_remove = 7, /* path text -> ; a file or an empty directory */
};

enum { /* flags of open */
       service_open_read = 1,
       service_open_write = 2,
       service_open_create = 4,
       service_open_truncate = 8,
};

enum { /* types */
       service_type_other = 0,
       service_type_file = 1,
       service_type_directory = 2,
};

/* ports: streams. Who opens gives the number; bit 31 is set in those that Linux opens, so that both
 * can open at the same time. A side sends as many bytes as it has been given credit for, no more:
 * a stream with more is reset. */
enum {
    service_ports_open = 1,   /* request: stream 32, credit for the other side 32, address text
                                 -> credit 32. To Linux "tcp:HOST:PORT" or "unix:PATH", to the
                                 remote a number */
    service_ports_data = 2,   /* one-way: stream 32, bytes */
    service_ports_credit = 3, /* one-way: stream 32, more bytes that may be sent 32 */
    service_ports_close = 4,  /* one-way: stream 32, how 8 */
};

enum {                          /* how to close */
       service_close_end = 1,   /* no more data from this side; gone when both have said so */
       service_close_reset = 2, /* gone */
};

#define SERVICE_STREAM_OF_LINUX 0x80000000U

/* messages */
enum {
    service_messages_echo = 1,    /* request: bytes -> the same */
    service_messages_publish = 2, /* one-way, both directions: length 8, topic text, bytes */
};

#endif
