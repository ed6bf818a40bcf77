package io.github.bayesflow4j.process;

/**
 * The deterministic SIR epidemic of a closed population, integrated in fixed steps.
 *
 * <pre>
 *   dS/dt = -beta S I / N      dI/dt = beta S I / N - gamma I      S(0) = N - I(0)
 * </pre>
 *
 * <p>The state integrated is (S, log I): log I is nearly straight while the epidemic grows and
 * while it dies out, so a fixed step of the classical Runge-Kutta method serves both, and I stays
 * positive (Hairer, Norsett and Wanner, "Solving Ordinary Differential Equations I", 1993, section
 * II.1).
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
   * @param stepsPerDay Runge-Kutta steps for each of them
   * @return {@code [days]}, log I(1) .. log I(days)
   */
  double[] logInfected(double beta, double gamma, int days, int stepsPerDay) {
    double[] trajectory = new double[days];
    double h = 1.0 / stepsPerDay;
    double contact = beta / population;
    double s = population - initialInfected;
    double u = Math.log(initialInfected);
    for (int day = 0; day < days; day++) {
      for (int step = 0; step < stepsPerDay; step++) {
        double force1 = contact * s;
        double ds1 = -force1 * Math.exp(u);
        double s2 = s + 0.5 * h * ds1;
        double u2 = u + 0.5 * h * (force1 - gamma);
        double force2 = contact * s2;
        double ds2 = -force2 * Math.exp(u2);
        double s3 = s + 0.5 * h * ds2;
        double u3 = u + 0.5 * h * (force2 - gamma);
        double force3 = contact * s3;
        double ds3 = -force3 * Math.exp(u3);
        double s4 = s + h * ds3;
        double u4 = u + h * (force3 - gamma);
        double force4 = contact * s4;
        double ds4 = -force4 * Math.exp(u4);
        s += h / 6 * (ds1 + 2 * ds2 + 2 * ds3 + ds4);
        u += h / 6 * (force1 + 2 * force2 + 2 * force3 + force4) - h * gamma;
      }
      trajectory[day] = u;
    }
    return trajectory;
  }
}
