using System.Globalization;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>Names in the alphabet of ISO 9660, for readers without Rock Ridge (docs/formats/iso.md).</summary>
internal static class IsoIdentifiers
{
    // The characters of a name and its extension together.
    const int MaximumLength = 30;
    const int MaximumExtensionLength = 3;
    const int MaximumDigits = 7;

    /// <summary>Gives each child of a directory an identifier of its own, and sorts the children by it.</summary>
    /// <param name="children">The children, in byte order of their names.</param>
    public static void Assign(List<IsoNode> children)
    {
        foreach (var child in children)
        {
            var name = Encoding.UTF8.GetString(child.Name);
            child.Identifier = child.IsDirectory ? ForDirectory(name) : ForFile(name);
        }

        Sort(children);
        if (MakeUnique(children))
        {
            Sort(children);
        }
    }

    /// <summary>The identifier of a directory: that of a file, without the dot that ends a name without extension.</summary>
    public static string ForDirectory(string name) => ForFile(name).TrimEnd('.');

    /// <summary>The identifier of a file without its version: there is always a dot.</summary>
    public static string ForFile(string name)
    {
        var dot = name.LastIndexOf('.');
        if (dot < 0 || dot == name.Length - 1)
        {
            return Cut(Map(name), MaximumLength) + ".";
        }

        var stem = Map(name[..dot]);
        var extension = Map(name[(dot + 1)..]);
        if (stem.Length + extension.Length > MaximumLength)
        {
            if (extension.Length > MaximumExtensionLength)
            {
                extension = Cut(extension, Math.Max(MaximumLength - stem.Length, MaximumExtensionLength));
            }

            stem = Cut(stem, MaximumLength - extension.Length);
        }

        return $"{stem}.{extension}";
    }

    static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    /// <summary>One character for each of the name: itself in upper case, or an underscore.</summary>
    static string Map(string name)
    {
        var result = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            result.Append(rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value) ? char.ToUpperInvariant((char)rune.Value) : '_');
        }

        return result.ToString();
    }

    static void Sort(List<IsoNode> children)
    {
        // List.Sort is not stable, and equal identifiers have to stay in the order of the names.
        var sorted = children.OrderBy(child => child.Identifier, StringComparer.Ordinal).ToArray();
        children.Clear();
        children.AddRange(sorted);
    }

    /// <summary>Replaces the tails of identifiers that occur more than once by numbers.</summary>
    static bool MakeUnique(List<IsoNode> children)
    {
        var taken = children.Select(child => child.Identifier).ToHashSet(StringComparer.Ordinal);
        var changed = false;
        for (var first = 0; first < children.Count;)
        {
            var end = first + 1;
            while (end < children.Count && children[end].Identifier == children[first].Identifier)
            {
                end++;
            }

            if (end - first > 1)
            {
                Number(children.GetRange(first, end - first), taken);
                changed = true;
            }

            first = end;
        }

        return changed;
    }

    /// <exception cref="LayoutException">There are more names than numbers (TB5003).</exception>
    static void Number(List<IsoNode> group, HashSet<string> taken)
    {
        var common = group[0].Identifier;
        for (var digits = 1; digits <= MaximumDigits; digits++)
        {
            var numbered = new List<string>(group.Count);
            for (var number = 0; number < Math.Pow(10, digits) && numbered.Count < group.Count; number++)
            {
                var candidate = WithNumber(common, number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'));
                if (!taken.Contains(candidate))
                {
                    numbered.Add(candidate);
                }
            }

            if (numbered.Count == group.Count)
            {
                taken.UnionWith(numbered);
                for (var index = 0; index < group.Count; index++)
                {
                    group[index].Identifier = numbered[index];
                }

                return;
            }

            // xorriso goes on with the name that the first one has by now.
            common = numbered.FirstOrDefault(common);
        }

        throw new LayoutException(
            DiagnosticIds.FieldOverflow, $"identifier \"{common}\" of \"{group[0].Path}\" and others", group.Count, (long)Math.Pow(10, MaximumDigits),
            "names that begin alike are too many for numbers. Put fewer of them into one directory.");
    }

    static string WithNumber(string identifier, string number)
    {
        var dot = identifier.LastIndexOf('.');
        var (stem, extension) = dot < 0 ? (identifier, string.Empty) : (identifier[..dot], identifier[dot..]);
        var room = MaximumLength + 1 - extension.Length - number.Length;

        if (room <= 0)
        {
            // Of a name that is nearly all extension, such as that of a hidden file, the extension makes room, for one character more.
            (extension, room) = (extension[..(extension.Length + room - 1)], 1);
        }

        return Cut(stem, room) + number + extension;
    }
}
