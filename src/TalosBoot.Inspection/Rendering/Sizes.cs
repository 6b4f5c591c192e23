using System.Globalization;

namespace TalosBoot.Inspection.Rendering;

/// <summary>Lengths as people read them.</summary>
internal static class Sizes
{
    static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    public static string Text(long length)
    {
        const int Thousand = 1000;
        var value = (double)length;
        var unit = 0;
        while (value >= Thousand && unit < Units.Length - 1)
        {
            value /= Thousand;
            unit++;
        }

        return unit == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{length} bytes")
            : string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}");
    }
}
