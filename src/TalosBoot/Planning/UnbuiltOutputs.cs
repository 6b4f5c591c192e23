using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>What is refused instead of being built as something else.</summary>
internal static class UnbuiltOutputs
{
    /// <summary>Refuses a request that cannot be carried out, before any work.</summary>
    public static void Refuse(ResolvedRequest request)
    {
        if (request.Output == OutputKind.Uki && !request.Quirks.SupportsUki)
        {
            throw new UnsupportedByTalosException(
                DiagnosticIds.UkiNotSupported, "UKI output", request.Version, new TalosVersion(1, 5, 0),
                $"UKI output is not supported in Talos {request.Version.Text}. It came with 1.5.");
        }
    }
}
