using System.Numerics;

namespace TalosBoot.Core.Binary;

/// <summary>Rounding to the units of a format.</summary>
internal static class Alignment
{
    /// <summary>Rounds up to the next multiple.</summary>
    /// <param name="value">A value that is not negative.</param>
    /// <param name="unit">A positive unit.</param>
    public static T Up<T>(T value, T unit)
        where T : IBinaryInteger<T> => checked((value + unit - T.One) / unit * unit);

    /// <summary>How many units a value takes.</summary>
    public static T DivideUp<T>(T value, T unit)
        where T : IBinaryInteger<T> => checked((value + unit - T.One) / unit);
}
