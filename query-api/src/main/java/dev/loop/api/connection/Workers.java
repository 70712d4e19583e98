package dev.loop.api.connection;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Lets as many calls run at once as there are threads for them; more wait for their turn without one. The server has a few
 * threads more, which read requests and answer the calls that never wait.
 */
final class Workers extends Handler.Wrapper {

    private record Call(Request request, Response response, Callback callback) {}

    private final Semaphore free;
    private final Predicate<Request> neverWait;
    private final Queue<Call> waiting = new ConcurrentLinkedQueue<>();

    Workers(int most, Predicate<Request> neverWait) {
        this.free = new Semaphore(most);
        this.neverWait = neverWait;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (neverWait.test(request)) {
            return super.handle(request, response, callback);
        }
        if (free.tryAcquire()) {
            try {
                return super.handle(request, response, callback);
            } finally {
                free.release();
                next();
            }
        }
        waiting.add(new Call(request, response, callback));
        next();
        return true;
    }

    private void next() {
        while (!waiting.isEmpty() && free.tryAcquire()) {
            Call call = waiting.poll();
            if (call == null) {
                free.release();
            } else {
                getServer().getThreadPool().execute(() -> run(call));
                return;
            }
        }
    }

    private void run(Call call) {
        try {
            if (!super.handle(call.request(), call.response(), call.callback())) {
                Response.writeError(call.request(), call.response(), call.callback(), HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable failure) {
            Response.writeError(call.request(), call.response(), call.callback(), failure);
        } finally {
            free.release();
            next();
        }
    }

    @Override
    public Invocable.InvocationType getInvocationType() {
        return Invocable.InvocationType.BLOCKING;
    }
}
