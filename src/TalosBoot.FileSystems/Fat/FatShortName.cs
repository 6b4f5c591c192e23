using System.Buffers;
using System.Globalization;
using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat;

/// <summary>
/// The short name that follows from a name, by the rules of mtools' mcopy (docs/formats/fat.md): which names need a long name beside it, and which
/// an alias with a number.
/// </summary>
/// <param name="Base">At most eight characters, in upper case.</param>
/// <param name="Extension">At most three characters, in upper case.</param>
/// <param name="CaseFlags">The flags that give the name its case back, if it needs no long name.</param>
/// <param name="NeedsLongName">Whether the name must be kept as a long name too.</param>
/// <param name="NeedsNumber">Whether the short name is only an alias, and must get a number.</param>
internal readonly record struct FatShortName(string Base, string Extension, byte CaseFlags, bool NeedsLongName, bool NeedsNumber)
{
    const int BaseLength = 8;

    const int ExtensionLength = 3;

    /// <summary>Behind this, mtools starts to count again.</summary>
    const int MaximumNumber = 999_999;

    static readonly SearchValues<char> Illegal = SearchValues.Create("\"*+,/:;<=>?[\\]|'");

    /// <summary>DOS took these for devices, whatever their extension.</summary>
    static readonly HashSet<string> Devices = ["CON", "AUX", "PRN", "NUL", "COM1", "COM2", "COM3", "COM4", "LPT1", "LPT2", "LPT3", "LPT4"];

    enum LetterCase
    {
        None,
        Upper,
        Lower,
        Mixed,
    }

    public static FatShortName From(string name)
    {
        var rest = name.AsSpan().TrimStart(". ");
        var dot = rest.LastIndexOf('.');
        var (start, baseCase, baseIsWhole) = Translate(dot < 0 ? rest : rest[..dot], BaseLength);
        var (extension, extensionCase, extensionIsWhole) = Translate(dot < 0 ? [] : rest[(dot + 1)..], ExtensionLength);
        var needsNumber = rest.Length < name.Length || !baseIsWhole || !extensionIsWhole || Devices.Contains(start);
        var needsLongName = needsNumber || baseCase == LetterCase.Mixed || extensionCase == LetterCase.Mixed;
        var flags = needsLongName ? 0
            : (baseCase == LetterCase.Lower ? FatDirectoryEntry.LowerCaseBase : 0)
            | (extensionCase == LetterCase.Lower ? FatDirectoryEntry.LowerCaseExtension : 0);
        return new FatShortName(start, extension, (byte)flags, needsLongName, needsNumber);
    }

    /// <summary>The short name as it is stored.</summary>
    public string Stored() => Store(Base);

    /// <summary>
    /// What of the base stays in an alias, and the first number to try. A number that the base ends with anyway is where mtools starts.
    /// </summary>
    public (string Stem, int FirstNumber) AliasStart()
    {
        var tilde = Base.LastIndexOf('~');
        if (tilde < 0 || tilde + 1 == Base.Length || Base.AsSpan(tilde + 1).ContainsAnyExceptInRange('0', '9'))
        {
            return (Base, 1);
        }

        var number = int.Parse(Base.AsSpan(tilde + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return (Base[..tilde], number > MaximumNumber ? 1 : number);
    }

    /// <summary>An alias as it is stored: as much of the stem as the number leaves room for.</summary>
    public string Alias(string stem, int number)
    {
        var tail = string.Create(CultureInfo.InvariantCulture, $"~{number}");
        return Store(string.Concat(stem.AsSpan(0, Math.Min(stem.Length, BaseLength - tail.Length)), tail));
    }

    string Store(string start) => start.PadRight(BaseLength) + Extension.PadRight(ExtensionLength);

    static (string Text, LetterCase Case, bool IsWhole) Translate(ReadOnlySpan<char> part, int length)
    {
        var isWhole = part.Length <= length;
        part = part[..Math.Min(part.Length, length)];
        Span<char> text = stackalloc char[BaseLength];
        var count = 0;
        var letterCase = LetterCase.None;
        foreach (var character in part)
        {
            if (character is ' ' or '.')
            {
                isWhole = false;
                continue;
            }

            var isLegal = char.IsAscii(character) && !Illegal.Contains(character);
            isWhole &= isLegal;
            text[count++] = isLegal ? char.ToUpperInvariant(character) : '_';
            var found = char.IsAsciiLetterLower(character) ? LetterCase.Lower
                : char.IsAsciiLetterUpper(character) ? LetterCase.Upper
                : LetterCase.None;
            letterCase = found == LetterCase.None ? letterCase
                : letterCase == LetterCase.None || letterCase == found ? found
                : LetterCase.Mixed;
        }

        return (text[..count].ToString(), letterCase, isWhole);
    }
}
