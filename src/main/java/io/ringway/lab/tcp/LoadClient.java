package io.ringway.lab.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** One connection: what it has yet to send, what it has received of an answer, and the queries that it has asked. */
final class LoadClient {
    private static final int LARGEST_ANSWER = 512;

    final int number;
    final boolean slow;
    final SocketChannel channel;
    final SelectionKey key;
    int asked;
    boolean closed;

    private final LoadTally tally;
    private final Map<Integer, LoadQuery> queries = new HashMap<>();
    private final ArrayDeque<LoadQuery> unsent = new ArrayDeque<>();
    private final ByteBuffer incoming = ByteBuffer.allocate(LARGEST_ANSWER);
    private ByteBuffer outgoing;

    LoadClient(
            final int number,
            final boolean slow,
            final SocketChannel channel,
            final SelectionKey key,
            final LoadTally tally) {
        this.number = number;
        this.slow = slow;
        this.channel = channel;
        this.key = key;
        this.tally = tally;
    }

    /** Makes the next query and sends what the kernel takes; a slow client keeps it for its turns. */
    void ask() {
        final LoadQuery query = new LoadQuery(number, asked++);
        queries.put(query.id(), query);
        unsent.add(query);
        if (!slow) {
            write(Integer.MAX_VALUE);
        }
    }

    /** Sends at most so many bytes. */
    void write(final int most) {
        try {
            int left = most;
            while (left > 0 && !closed && (outgoing != null || !unsent.isEmpty())) {
                if (outgoing == null) {
                    outgoing = ByteBuffer.wrap(unsent.element().framed());
                    unsent.element().sentNs = System.nanoTime();
                }
                final int limit = outgoing.limit();
                outgoing.limit((int) Math.min(limit, (long) outgoing.position() + left));
                final int written = channel.write(outgoing);
                outgoing.limit(limit);
                left -= written;
                if (!outgoing.hasRemaining()) {
                    outgoing = null;
                    unsent.remove();
                    tally.queries++;
                } else if (written == 0) {
                    break;
                }
            }
        } catch (final IOException e) {
            end();
        }
    }

    boolean hasMoreToSend() {
        return outgoing != null || !unsent.isEmpty();
    }

    /** Reads at most so many bytes, and checks the answers that are whole with them. */
    void read(final int most) {
        try {
            int left = most;
            while (left > 0 && !closed) {
                incoming.limit((int) Math.min(incoming.capacity(), (long) incoming.position() + left));
                final int count = channel.read(incoming);
                if (count <= 0) {
                    if (count < 0) {
                        end();
                    }
                    break;
                }
                left -= count;
                incoming.flip();
                takeAnswers();
                incoming.compact();
            }
        } catch (final IOException e) {
            end();
        }
    }

    private void takeAnswers() {
        while (incoming.remaining() >= Short.BYTES) {
            final int length = incoming.getShort(incoming.position()) & 0xFFFF;
            if (length + Short.BYTES > LARGEST_ANSWER) {
                tally.wrong++;
                end();
                return;
            }
            if (incoming.remaining() < Short.BYTES + length) {
                return;
            }
            incoming.getShort();
            final byte[] answer = new byte[length];
            incoming.get(answer);
            check(answer);
        }
    }

    private void check(final byte[] answer) {
        final LoadQuery query = answer.length < 4 ? null : queries.get(((answer[0] & 0xFF) << 8) | (answer[1] & 0xFF));
        if (query == null || !query.isAnsweredBy(answer)) {
            tally.wrong++;
        } else if (query.answered) {
            tally.duplicates++;
        } else {
            query.answered = true;
            tally.answers++;
            if (!slow) {
                tally.took(System.nanoTime() - query.sentNs);
            }
        }
    }

    long missing() {
        return queries.values().stream().filter(query -> !query.answered).count();
    }

    /** The server has ended it, which none of ours gave it reason to. */
    private void end() {
        closed = true;
        tally.closed++;
        key.cancel();
    }
}
