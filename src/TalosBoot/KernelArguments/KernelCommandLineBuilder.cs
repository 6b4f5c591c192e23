using TalosBoot.Meta;
using TalosBoot.Planning;
using TalosBoot.Profiles;

namespace TalosBoot.KernelArguments;

/// <summary>Makes the kernel command line of a request (docs/formats/profile.md).</summary>
internal static class KernelCommandLineBuilder
{
    /// <summary>Makes the command line.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="overlayArguments">The kernel arguments of the overlay, which replace the platform's; empty without an overlay.</param>
    public static KernelCommandLine Build(ResolvedRequest request, params IReadOnlyList<string> overlayArguments)
    {
        var quirks = request.Quirks;
        var line = new KernelCommandLine();
        line.Append("talos.platform", request.Platform.Name);
        line.SetAll(request.Platform.KernelArguments(request.Architecture, quirks));
        if (request.Output == OutputKind.Iso && quirks.SupportsHaltIfInstalled)
        {
            line.Append("talos.halt_if_installed", "1");
        }

        line.SetAll(overlayArguments);
        line.AppendAll(DefaultKernelArguments.For(quirks));
        if (request.SecureBoot is not null)
        {
            line.AppendAll(DefaultKernelArguments.ForSecureBoot(quirks));
        }

        if (request.MetaValues.Count > 0 && request.Output != OutputKind.Image)
        {
            line.Append("talos.environment", MetaEnvironment.Encode(request.MetaValues, quirks.SupportsCompressedEncodedMeta));
        }

        line.Customize(request.KernelArguments);
        return line;
    }
}
