package io.github.bayesflow4j.estimator;

import io.github.bayesflow4j.simulation.DataBatch;
import io.github.bayesflow4j.simulation.Observable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The tensors of one run, by the name of the graph's input; they die with it. */
public final class BatchFeed implements AutoCloseable {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /** Takes nothing yet. */
  public BatchFeed() {}

  /** Takes the observables and known quantities of a batch. */
  public static BatchFeed data(DataBatch batch) {
    BatchFeed feed = new BatchFeed();
    for (int i = 0; i < batch.observables().size(); i++) {
      Observable observable = batch.observables().get(i);
      feed.floats(
          observable.name(), batch.values().get(i), observable.shape(batch.count(), batch.rows()));
    }
    if (batch.contextDimension() > 0) {
      feed.floats(PosteriorGraph.CONTEXT, batch.context(), batch.count(), batch.contextDimension());
    }
    return feed;
  }

  /** Adds an array, copied in one piece. */
  public BatchFeed floats(String input, float[] values, long... shape) {
    return add(input, TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values, true, false)));
  }

  /** Adds a single-precision scalar. */
  public BatchFeed scalar(String input, float value) {
    return add(input, TFloat32.scalarOf(value));
  }

  /** Adds a 32-bit scalar. */
  public BatchFeed scalar(String input, int value) {
    return add(input, TInt32.scalarOf(value));
  }

  /** Adds a 64-bit scalar. */
  public BatchFeed scalar(String input, long value) {
    return add(input, TInt64.scalarOf(value));
  }

  private BatchFeed add(String input, Tensor tensor) {
    tensors.put(input, tensor);
    return this;
  }

  /** Feeds every tensor to a run. */
  public Session.Runner into(Session.Runner runner) {
    tensors.forEach(runner::feed);
    return runner;
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
  }
}
