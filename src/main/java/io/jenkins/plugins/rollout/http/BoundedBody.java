package io.jenkins.plugins.rollout.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads a body up to a number of bytes, then hangs up. */
final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Text> {
    /**
     * A body, or the beginning of one.
     *
     * @param malformed whether bytes of it mean nothing in its charset
     */
    record Text(String text, boolean truncated, boolean malformed) {}

    private final CompletableFuture<Text> whole = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Charset charset;
    private final int limit;
    private volatile Flow.Subscription subscription;

    BoundedBody(Charset charset, int limit) {
        this.charset = charset;
        this.limit = limit;
    }

    @Override
    public CompletionStage<Text> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (whole.isDone()) {
            given.cancel();
        } else {
            given.request(Long.MAX_VALUE);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] chunk = new byte[Math.min(buffer.remaining(), limit - bytes.size())];
            buffer.get(chunk);
            bytes.writeBytes(chunk);
            if (buffer.hasRemaining()) {
                subscription.cancel();
                finish(true);
                return;
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        whole.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        finish(false);
    }

    private void finish(boolean truncated) {
        byte[] read = bytes.toByteArray();
        try {
            // strictly: this decoder reports what it cannot read
            String text = charset.newDecoder().decode(ByteBuffer.wrap(read)).toString();
            whole.complete(new Text(text, truncated, false));
        } catch (CharacterCodingException e) {
            whole.complete(new Text(new String(read, charset), truncated, true));
        }
    }
}
