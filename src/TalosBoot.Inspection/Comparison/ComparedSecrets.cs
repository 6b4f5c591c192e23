using System.Globalization;
using System.Text.RegularExpressions;

namespace TalosBoot.Inspection.Comparison;

/// <summary>Masks secrets so that texts with different ones differ still: each has a number, which is taken away before anything is shown.</summary>
internal sealed partial class ComparedSecrets
{
    readonly Dictionary<string, int> _numbers = [];

    public ComparedSecrets() => Mask = new SecretMask(secret =>
    {
        _numbers.TryAdd(secret, _numbers.Count);
        return string.Create(CultureInfo.InvariantCulture, $"***#{_numbers[secret]}#");
    });

    public SecretMask Mask { get; }

    /// <summary>What is shown of a text that went through the mask.</summary>
    public static string WithoutNumbers(string text) => Number().Replace(text, "***");

    [GeneratedRegex(@"\*\*\*#[0-9]+#")]
    private static partial Regex Number();
}
