package io.jenkins.plugins.rollout.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A request that waits for news without a thread, and is answered once: when there are some, or its time is up. */
final class LongPoll implements AsyncListener {
    private static final Logger LOGGER = Logger.getLogger(LongPoll.class.getName());

    /** So long it waits, in milliseconds. Proxies and browsers have more patience than this. */
    static final long LONGEST = 25_000;

    /** Writes the answer. */
    interface Writer {
        void write(HttpServletResponse response) throws IOException;
    }

    private final Timeline timeline;
    private final Writer writer;
    private final Runnable wake = this::wake;
    private final AtomicBoolean answered = new AtomicBoolean();
    private AsyncContext context;

    private LongPoll(Timeline timeline, Writer writer) {
        this.timeline = timeline;
        this.writer = writer;
    }

    /**
     * Answers at once when there are news or when the container cannot wait without a thread; otherwise later.
     *
     * @param after news are what happened after this sequence
     */
    static void answer(
            HttpServletRequest request, HttpServletResponse response, Timeline timeline, long after, Writer writer)
            throws IOException {
        if (!request.isAsyncSupported() || timeline.sequence() > after || timeline.isEnded()) {
            writer.write(response);
            return;
        }
        var poll = new LongPoll(timeline, writer);
        AsyncContext context = request.startAsync();
        context.setTimeout(LONGEST);
        context.addListener(poll);
        poll.context = context;
        if (!timeline.await(after, poll.wake)) {
            poll.answer();
        }
    }

    /** Called by whoever brings the news: hands the writing to the container. */
    private void wake() {
        try {
            context.start(this::answer);
        } catch (IllegalStateException | RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "news for somebody who has gone", e);
        }
    }

    private void answer() {
        if (!answered.compareAndSet(false, true)) {
            return;
        }
        timeline.leave(wake);
        try {
            writer.write((HttpServletResponse) context.getResponse());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, "somebody left before the news came", e);
        } finally {
            context.complete();
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        answer();
    }

    @Override
    public void onError(AsyncEvent event) {
        answer();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        timeline.leave(wake);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // it is started once
    }
}
