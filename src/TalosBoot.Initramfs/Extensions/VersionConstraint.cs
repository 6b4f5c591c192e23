using System.Text;
using TalosBoot.Core.Versions;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>
/// A range of versions, such as <c>&gt;=1.2.0 &lt;2.0.0 || 3.x</c>, with the grammar and the oddities that upstream's parser has
/// (docs/formats/initramfs.md).
/// </summary>
internal sealed class VersionConstraint
{
    readonly IReadOnlyList<IReadOnlyList<VersionComparator>> _alternatives;

    VersionConstraint(IReadOnlyList<IReadOnlyList<VersionComparator>> alternatives) => _alternatives = alternatives;

    /// <summary>Reads a range.</summary>
    /// <exception cref="FormatException">The text is no range; the message says why.</exception>
    public static VersionConstraint Parse(string text)
    {
        var alternatives = new List<List<VersionComparator>> { new() };
        var tokens = Split(WithoutVersionPrefixes(text));
        if (tokens is ["||", ..])
        {
            throw new FormatException("First element in range is '||'");
        }

        if (tokens is [] or [.., "||"])
        {
            throw new FormatException("Last element in range is '||'");
        }

        foreach (var token in tokens)
        {
            if (token == "||")
            {
                alternatives.Add([]);
            }
            else
            {
                alternatives[^1].AddRange(VersionComparator.Parse(token));
            }
        }

        return new VersionConstraint(alternatives);
    }

    /// <summary>Whether a version is in the range. Pre-release and build parts do not count.</summary>
    public bool IsSatisfiedBy(TalosVersion version)
    {
        var numbers = (version.Major, version.Minor, version.Patch);
        return _alternatives.Any(alternative => alternative.All(comparator => comparator.Holds(numbers)));
    }

    /// <summary>Drops each <c>v</c> that stands directly before a digit.</summary>
    static string WithoutVersionPrefixes(string text) => string.Concat(
        text.Where((character, index) => character != 'v' || index + 1 == text.Length || !char.IsAsciiDigit(text[index + 1])));

    /// <summary>Splits at spaces, but not behind an operator; parts of a single character are dropped.</summary>
    static List<string> Split(string text)
    {
        var tokens = new List<string>();
        var token = new StringBuilder();
        foreach (var character in text)
        {
            if (character != ' ')
            {
                token.Append(character);
            }
            else if (token.Length > 0 && token[^1] is not ('>' or '<' or '='))
            {
                tokens.Add(token.ToString());
                token.Clear();
            }
        }

        tokens.Add(token.ToString());
        return [.. tokens.Where(part => part.Length > 1)];
    }
}
