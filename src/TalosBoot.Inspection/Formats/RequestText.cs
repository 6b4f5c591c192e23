using TalosBoot.Core.Diagnostics;
using TalosBoot.Inspection.Opening;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Schematics;

namespace TalosBoot.Inspection.Formats;

/// <summary>A text that asks for an asset: a schematic, or a profile of the imager.</summary>
internal sealed class RequestText : IAssetFormat
{
    const int LengthLimit = 1024 * 1024;

    public bool Recognizes(ContentPart part) => part.Parent is null && part.Content.Length <= LengthLimit && !part.Start(LengthLimit).Contains((byte)0);

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken) =>
        ValueTask.FromResult(ReadSchematic(part, work) ?? ReadProfile(part));

    static OpenedPart? ReadSchematic(ContentPart part, InspectionWork work)
    {
        try
        {
            var schematic = Schematic.Parse(part.Content.ToArray());
            work.Findings.Schematic = new InspectedSchematic(schematic.Id().Hex, work.Mask.Apply(schematic).ToYaml());
            return new OpenedPart
            {
                Format = "schematic",
                Kind = AssetKind.Schematic,
                Facts = [.. schematic.Warnings.Select(warning => new AssetFact("warning", work.Mask.ApplyToText(warning)))],
            };
        }
        catch (SchematicException)
        {
            // A profile is no schematic, and neither is any other text.
            return null;
        }
    }

    static OpenedPart? ReadProfile(ContentPart part)
    {
        try
        {
            var profile = ProfileReader.Read(System.Text.Encoding.UTF8.GetString(part.Content.ToArray()));
            return profile is { Output.Kind: OutputKind.Unknown, Platform: "", BaseProfileName: "" } ? null : new OpenedPart
            {
                Format = "profile",
                Kind = AssetKind.Profile,
                Facts = [.. FactsOf(profile).Where(fact => fact.Value.Length > 0)],
            };
        }
        catch (TalosBootException)
        {
            return null;
        }
    }

    static IEnumerable<AssetFact> FactsOf(Profile profile) =>
    [
        new("base profile", profile.BaseProfileName), new("output", profile.Output.Kind == OutputKind.Unknown ? string.Empty : profile.Output.Kind.ToString()),
        new("platform", profile.Platform), new("Talos", profile.Version),
    ];
}
