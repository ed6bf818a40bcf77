package io.github.bayesflow4j.process;

/**
 * The deterministic SIR epidemic of a closed population, integrated in fixed steps.
 *
 * <pre>
 *   dS/dt = -beta S I / N      dI/dt = beta S I / N - gamma I      S(0) = N - I(0)
 * </pre>
 *
 * <p>Each step is the Taylor polynomial of eighth degree [1]. Where S and I are power series in t,
 * so is their product, and the equations give each coefficient from those before: with h the step,
 * {@code S = sum s_k (t/h)^k}, {@code I = sum i_k (t/h)^k} and {@code p_k = h beta / N sum s_j
 * i_(k-j)},
 *
 * <pre>
 *   s_(k+1) = -p_k / (k + 1)      i_(k+1) = (p_k - h gamma i_k) / (k + 1)
 * </pre>
 *
 * <p>This takes additions and multiplications only, and as the recurrence of i is linear in i the
 * error of I is relative to I, however small it is. The series converge where h is well below pi /
 * beta.
 *
 * <p>[1] Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations I" (1993), section
 * I.8.
 *
 * @param population N
 * @param initialInfected I(0), above 0
 */
record SirTrajectory(double population, double initialInfected) {

  /**
   * The natural logarithm of the number infected at the end of each day.
   *
   * @param beta infections a day caused by one infected individual among susceptible ones
   * @param gamma recoveries a day of one infected individual
   * @param days number of days
   * @param stepsPerDay Taylor steps for each of them
   * @return {@code [days]}, log I(1) .. log I(days)
   */
  double[] logInfected(double beta, double gamma, int days, int stepsPerDay) {
    double[] trajectory = new double[days];
    double b = beta / population / stepsPerDay;
    double g = gamma / stepsPerDay;
    double s = population - initialInfected;
    double i = initialInfected;
    for (int day = 0; day < days; day++) {
      for (int step = 0; step < stepsPerDay; step++) {
        double s1 = -b * s * i;
        double i1 = -s1 - g * i;
        double s2 = b / 2 * -(s * i1 + s1 * i);
        double i2 = -s2 - g / 2 * i1;
        double s3 = b / 3 * -(s1 * i1 + s * i2 + s2 * i);
        double i3 = -s3 - g / 3 * i2;
        double s4 = b / 4 * -(s1 * i2 + s2 * i1 + s * i3 + s3 * i);
        double i4 = -s4 - g / 4 * i3;
        double s5 = b / 5 * -(s2 * i2 + s1 * i3 + s3 * i1 + s * i4 + s4 * i);
        double i5 = -s5 - g / 5 * i4;
        double s6 = b / 6 * -(s2 * i3 + s3 * i2 + s1 * i4 + s4 * i1 + s * i5 + s5 * i);
        double i6 = -s6 - g / 6 * i5;
        double s7 = b / 7 * -(s3 * i3 + s2 * i4 + s4 * i2 + s1 * i5 + s5 * i1 + s * i6 + s6 * i);
        double i7 = -s7 - g / 7 * i6;
        double older = s3 * i4 + s4 * i3 + s2 * i5 + s5 * i2 + s1 * i6 + s6 * i1;
        double s8 = b / 8 * -(older + s * i7 + s7 * i);
        double i8 = -s8 - g / 8 * i7;
        // With far too long steps a polynomial may leave what the solution cannot.
        s = Math.max(0, s + (s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8));
        i = Math.max(Double.MIN_NORMAL, i + (i1 + i2 + i3 + i4 + i5 + i6 + i7 + i8));
      }
      trajectory[day] = Math.log(i);
    }
    return trajectory;
  }
}
