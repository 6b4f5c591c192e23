using System.Globalization;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Inspection.Formats;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Comparison;

/// <summary>Compares parts, and what is in them where they differ.</summary>
/// <param name="first">What goes along with the first asset.</param>
/// <param name="second">What goes along with the second asset.</param>
internal sealed class PartComparer(InspectionWork first, InspectionWork second)
{
    readonly List<AssetDifference> _differences = [];

    public IReadOnlyList<AssetDifference> Differences => _differences;

    /// <summary>Compares two parts of one place.</summary>
    public async ValueTask CompareAsync(Part left, Part right, CancellationToken cancellationToken)
    {
        first.Budget.Require(left);
        second.Budget.Require(right);
        long? offset = null;
        switch (left, right)
        {
            case (ContentPart a, ContentPart b) when (offset = FindDifference(a, b, cancellationToken)) is null:
            case (DescribedPart c, DescribedPart d) when c.Description == d.Description:
            case (MetaValuePart e, MetaValuePart f) when e.Value.Span.SequenceEqual(f.Value.Span):
            case (ImagePart g, ImagePart h) when g.Digest == h.Digest:
            case (SegmentPart i, SegmentPart j) when ContentEquality.FindDifference(i.Content, j.Content, cancellationToken) is null:
                return;
            case (DescribedPart c, DescribedPart d):
                Add(left, AssetDifferenceKind.Content, $"{c.Description} became {d.Description}");
                return;
            case (MetaValuePart e, MetaValuePart f):
                Add(left, AssetDifferenceKind.Content, first.Mask.ShowsSecrets ? $"{e.Text} became {f.Text}" : "another value, which is not shown");
                return;
        }

        var before = _differences.Count;
        var one = await OpenAsync(left, first, cancellationToken).ConfigureAwait(false);
        var other = await OpenAsync(right, second, cancellationToken).ConfigureAwait(false);
        if (one is null || other is null || one.Format != other.Format)
        {
            AddContent(left, right, one, other, offset);
            return;
        }

        CompareFacts(left, one, other);
        await ComparePartsAsync(one.Parts, other.Parts, cancellationToken).ConfigureAwait(false);
        if (_differences.Count == before && left is not FolderPart)
        {
            Add(left, AssetDifferenceKind.Layout, Text(left, right, offset, one.Parts.Count == 0
                ? $"another {one.Format}"
                : $"another {one.Format} around the same parts: tables, times, padding, signatures or compression"));
        }
    }

    long? FindDifference(ContentPart left, ContentPart right, CancellationToken cancellationToken)
    {
        var offset = ContentEquality.FindDifference(left.Content, right.Content, cancellationToken);
        first.Budget.SpendBytes(offset ?? left.Content.Length);
        second.Budget.SpendBytes(offset ?? right.Content.Length);
        return offset;
    }

    static async ValueTask<OpenedPart?> OpenAsync(Part part, InspectionWork work, CancellationToken cancellationToken)
    {
        try
        {
            var opened = await PartOpener.OpenAsync(part, work, cancellationToken).ConfigureAwait(false);
            work.Budget.SpendParts(1L + (opened?.Parts.Count ?? 0));
            return opened;
        }
        catch (TalosBootException exception)
            when (exception is not FileAccessException && exception.DiagnosticId is not (DiagnosticIds.LimitExceeded or DiagnosticIds.ImageOverLimit))
        {
            // A damaged part is compared by its bytes.
            return null;
        }
    }

    async ValueTask ComparePartsAsync(IReadOnlyList<Part> ones, IReadOnlyList<Part> others, CancellationToken cancellationToken)
    {
        var (left, right) = (ByName(ones), ByName(others));
        foreach (var (name, part) in left)
        {
            if (right.TryGetValue(name, out var counterpart))
            {
                await CompareAsync(part, counterpart, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Add(part, AssetDifferenceKind.OnlyInFirst, $"only in the first{Length(part)}");
            }
        }

        foreach (var part in right.Where(pair => !left.ContainsKey(pair.Key)).Select(pair => pair.Value))
        {
            Add(part, AssetDifferenceKind.OnlyInSecond, $"only in the second{Length(part)}");
        }
    }

    /// <summary>What holds only one part names it after a file that may be called otherwise: it is compared nevertheless.</summary>
    static Dictionary<string, Part> ByName(IReadOnlyList<Part> parts)
    {
        var result = new Dictionary<string, Part>(parts.Count);
        foreach (var part in parts)
        {
            result[part is ContentPart { Parent.Parent: null } && parts.Count == 1 ? string.Empty : part.Name] = part;
        }

        return result;
    }

    void CompareFacts(Part part, OpenedPart one, OpenedPart other)
    {
        if (one.Format is TextFile.Name or TextFile.CommandLineName or GrubMenuFile.Name)
        {
            AddText(part, one.Facts[0].Value, other.Facts[0].Value);
            return;
        }

        var (before, after) = (one.Facts.ToLookup(fact => fact.Name, fact => fact.Value), other.Facts.ToLookup(fact => fact.Name, fact => fact.Value));
        foreach (var name in one.Facts.Concat(other.Facts).Select(fact => fact.Name).Distinct().Where(name => !IsToldByParts(one.Format, name)))
        {
            var (was, became) = (string.Join(", ", before[name]), string.Join(", ", after[name]));
            if (was != became)
            {
                Add(part, AssetDifferenceKind.Fact, $"{name} {Quote(was)} became {Quote(became)}");
            }
        }
    }

    /// <summary>What is said of the parts within a part is told there.</summary>
    static bool IsToldByParts(string format, string fact) => format switch
    {
        InitramfsFile.Name or MetaValues.Name => true,
        ExecutableFile.UkiName => fact != ExecutableFile.Signed,
        _ => fact is "unpacked" or "members" or "files",
    };

    void AddContent(Part left, Part right, OpenedPart? one, OpenedPart? other, long? offset)
    {
        if (one?.Format != other?.Format)
        {
            Add(left, AssetDifferenceKind.Content, $"{one?.Format ?? "a file"} became {other?.Format ?? "a file"}{Change(left, right)}");
        }
        else if (left is ContentPart a && right is ContentPart b && MaskedFile.Read(a, first.Mask) is { } was && MaskedFile.Read(b, second.Mask) is { } became
            && was != became)
        {
            AddText(left, was, became);
        }
        else
        {
            Add(left, AssetDifferenceKind.Content, Text(left, right, offset, "another content"));
        }
    }

    /// <summary>
    /// The words that one text has and the other has not. Menus and command lines are long lines, of which one word differs. Nothing is said of equal
    /// texts, which have other bytes around them.
    /// </summary>
    void AddText(Part part, string was, string became)
    {
        if (was == became)
        {
            return;
        }

        char[] separators = [' ', '\n', '\t'];
        var (before, after) = (was.Split(separators), became.Split(separators));
        var (removed, added) = (Missing(before, after), Missing(after, before));
        Add(part, AssetDifferenceKind.Content, string.Join("; ", new[]
        {
            removed.Count == 0 ? null : $"only in the first: {string.Join(' ', removed)}",
            added.Count == 0 ? null : $"only in the second: {string.Join(' ', added)}",
            removed.Count + added.Count > 0 ? null : before.SequenceEqual(after) ? "the same words, separated otherwise" : "the same words in another order",
        }.Where(text => text is not null)));
    }

    static List<string> Missing(string[] words, string[] from)
    {
        var counts = from.CountBy(word => word).ToDictionary();
        return [.. words.Where(word => (counts[word] = counts.GetValueOrDefault(word) - 1) < 0).Distinct()];
    }

    static string Text(Part left, Part right, long? offset, string what) => offset is null
        ? $"{what}{Change(left, right)}"
        : string.Create(CultureInfo.InvariantCulture, $"{what}, first at byte {offset}{Change(left, right)}");

    static string Change(Part left, Part right) => left.Length == right.Length ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $" ({left.Length} bytes became {right.Length})");

    static string Length(Part part) => part.Length is { } length ? string.Create(CultureInfo.InvariantCulture, $" ({length} bytes)") : string.Empty;

    static string Quote(string text) => text.Length == 0 ? "nothing" : text;

    void Add(Part part, AssetDifferenceKind kind, string text) =>
        _differences.Add(new AssetDifference(ForeignText.Escape(part.Path), kind, ForeignText.Escape(ComparedSecrets.WithoutNumbers(text))));
}
