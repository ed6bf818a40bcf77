package io.github.bayesflow4j.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each weight of a network stands in one vector.
 *
 * <p>Each starts at a multiple of 64 bytes, from where TensorFlow cuts it out without a copy; what
 * is between stays zero.
 */
public final class WeightLayout {
  /** Numbers of four bytes in 64 bytes. */
  private static final int ALIGNMENT = 16;

  /**
   * The place of one weight.
   *
   * @param first index of its first number
   */
  public record Place(String name, long[] shape, int first) {
    /** How many numbers it has. */
    public int size() {
      return Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
    }

    /** How many zeros follow it. */
    public int padding() {
      return Math.floorMod(-size(), ALIGNMENT);
    }

    private int end() {
      return Math.addExact(first, size() + padding());
    }
  }

  private final List<Place> places = new ArrayList<>();

  /** Gives a weight the next place. */
  Place add(String name, long... shape) {
    Place place = new Place(name, shape, length());
    places.add(place);
    return place;
  }

  /** All places, in order. */
  public List<Place> places() {
    return List.copyOf(places);
  }

  /** Numbers in the vector. */
  public int length() {
    return places.isEmpty() ? 0 : places.get(places.size() - 1).end();
  }

  /**
   * The vector of these weights, which may be among others.
   *
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public float[] joined(Weights weights) {
    float[] vector = new float[length()];
    for (Place place : places) {
      float[] values = weights.get(place.name, place.shape).values();
      System.arraycopy(values, 0, vector, place.first, values.length);
    }
    return vector;
  }

  /** The weights of a vector. */
  public Weights cut(float[] vector) {
    Map<String, Weights.Weight> weights = new LinkedHashMap<>();
    for (Place place : places) {
      float[] values = Arrays.copyOfRange(vector, place.first, place.first + place.size());
      weights.put(place.name, new Weights.Weight(place.shape, values));
    }
    return new Weights(weights);
  }
}
