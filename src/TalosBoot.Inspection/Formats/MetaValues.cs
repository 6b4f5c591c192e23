using System.Globalization;
using System.Text;
using TalosBoot.Disks.Meta;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>The META partition. Its values may be secrets: they are left out unless secrets were asked for.</summary>
internal sealed class MetaValues : IAssetFormat
{
    public const string Name = "META";

    public static bool IsMeta(ContentPart part) =>
        part.Content.Length == MetaPartition.Length && part.Name.EndsWith(" META", StringComparison.Ordinal);

    public bool Recognizes(ContentPart part) => IsMeta(part);

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var values = MetaPartition.Read(part.Content);
        work.Findings.Meta.AddRange(values.Select(value => new InspectedMetaValue(
            value.Tag, value.Value.Length, work.Mask.ShowsSecrets ? Encoding.UTF8.GetString(value.Value.Span) : null)));
        return ValueTask.FromResult<OpenedPart?>(new OpenedPart
        {
            Format = Name,
            Facts = [.. values.Select(value => new AssetFact(Key(value.Tag), string.Create(CultureInfo.InvariantCulture, $"{value.Value.Length} bytes")))],
            Parts = [.. values.Select(value => new MetaValuePart(part, Key(value.Tag), value.Value))],
        });
    }

    static string Key(uint tag) => string.Create(CultureInfo.InvariantCulture, $"value 0x{tag:x}");
}
