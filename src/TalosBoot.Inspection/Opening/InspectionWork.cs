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

    /// <summary>How many bytes one part may still unpack to.</summary>
    public long UnpackedLimit => Math.Clamp(Budget.BytesLeft, 0, options.MaximumLength);

    /// <summary>Unpacks into the spool, and notes what came out, also where something is wrong behind it.</summary>
    /// <param name="unpack">Unpacks no more than so many bytes.</param>
    public async Task<T> UnpackAsync<T>(Func<long, Task<T>> unpack)
    {
        var before = spool.WrittenLength;
        try
        {
            return await unpack(UnpackedLimit).ConfigureAwait(false);
        }
        finally
        {
            Budget.SpendBytes(spool.WrittenLength - before);
        }
    }
}
