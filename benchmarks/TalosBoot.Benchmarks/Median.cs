namespace TalosBoot.Benchmarks;

static class Median
{
    /// <summary>The middle one of some values.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
