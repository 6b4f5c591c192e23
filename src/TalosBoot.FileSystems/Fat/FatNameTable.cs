using System.Buffers;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.OnDisk;
using TalosBoot.FileSystems.Fat.Writing;

namespace TalosBoot.FileSystems.Fat;

/// <summary>Gives the names of one directory their short names.</summary>
internal sealed class FatNameTable
{
    static readonly SearchValues<char> Illegal = SearchValues.Create("\"*/:<>?\\|");

    readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The next number to try. Without it, many names that start alike would take a quadratic time.</summary>
    readonly Dictionary<(string Stem, string Extension), int> _nextNumbers = [];

    FatNameTable()
    {
    }

    /// <summary>Chooses the short names. Those that follow from a name as they are come first: an alias never takes one of them.</summary>
    /// <param name="directory">The directory's path, for messages.</param>
    /// <param name="names">The names, in the order of the directory.</param>
    /// <returns>The names as they are stored, in the same order.</returns>
    /// <exception cref="TalosBootException">A name is none of FAT's, or differs from another by case only (TB4300).</exception>
    public static FatEntryName[] Assign(string directory, IReadOnlyCollection<string> names)
    {
        var table = new FatNameTable();
        var seen = new HashSet<string>(names.Count, StringComparer.OrdinalIgnoreCase);
        var forms = new List<FatShortName>(names.Count);
        foreach (var name in names)
        {
            Check(directory, name);
            if (!seen.Add(name))
            {
                throw Unsupported(directory, name, "differs from another name by the case of letters only, which FAT takes for the same");
            }

            var form = FatShortName.From(name);
            forms.Add(form);
            if (!form.NeedsNumber)
            {
                table._taken.Add(form.Stored());
            }
        }

        return [.. names.Zip(forms, table.Assign)];
    }

    FatEntryName Assign(string name, FatShortName form) => new(
        form.NeedsNumber ? TakeAlias(form) : form.Stored(), form.CaseFlags, form.NeedsLongName ? name : null);

    /// <summary>A directory has fewer entries than there are numbers, so one is free.</summary>
    string TakeAlias(FatShortName form)
    {
        var (stem, number) = form.AliasStart();
        number = Math.Max(number, _nextNumbers.GetValueOrDefault((stem, form.Extension)));
        string alias;
        do
        {
            alias = form.Alias(stem, number++);
        }
        while (!_taken.Add(alias));

        _nextNumbers[(stem, form.Extension)] = number;
        return alias;
    }

    static void Check(string directory, string name)
    {
        if (name.Length > FatLongNameEntry.MaximumNameLength)
        {
            throw Unsupported(directory, name, $"has {name.Length} characters, and FAT allows {FatLongNameEntry.MaximumNameLength}");
        }

        if (name.AsSpan().ContainsAny(Illegal) || name.AsSpan().ContainsAnyInRange('\0', '\x1F') || name[^1] is '.' or ' ')
        {
            throw Unsupported(directory, name,
                "holds a control character or one of \"*/:<>?\\| or ends with a dot or space, which FAT does not allow");
        }

        if (!IsUnicode(name))
        {
            throw Unsupported(directory, name, "is not Unicode, as FAT wants it");
        }
    }

    /// <summary>Whether every surrogate is one of a pair: bytes that are not UTF-8 are kept as lone ones.</summary>
    public static bool IsUnicode(string name)
    {
        for (var index = 0; index < name.Length; index++)
        {
            if (char.IsSurrogatePair(name, index))
            {
                index++;
            }
            else if (char.IsSurrogate(name[index]))
            {
                return false;
            }
        }

        return true;
    }

    static TalosBootException Unsupported(string directory, string name, string reason) => new(
        DiagnosticIds.FatEntryUnsupported, $"The name \"{name}\" in \"/{directory}\" {reason}. Rename it, or leave it out.");
}
