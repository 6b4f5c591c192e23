using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Inspection.Opening;

/// <summary>What goes along with an inspection.</summary>
/// <param name="options">How the asset is looked into.</param>
/// <param name="mask">What is shown of texts that may have secrets.</param>
/// <param name="depth">How much of it is read.</param>
/// <param name="spool">Keeps what is unpacked.</param>
/// <param name="context">Is told how far it is.</param>
internal sealed class InspectionWork(InspectionOptions options, SecretMask mask, InspectionDepth depth, ContentSpool spool, BuildContext context)
{
    public InspectionOptions Options => options;

    public SecretMask Mask => mask;

    public bool ReadsContents => depth == InspectionDepth.Contents;

    public ContentSpool Spool => spool;

    public BuildContext Context => context;

    public Findings Findings { get; } = new();

    public InspectionBudget Budget => field ??= new InspectionBudget(options, Findings);
}
