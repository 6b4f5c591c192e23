using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Planning;
using TalosBoot.Profiles;

namespace TalosBoot;

/// <summary>A request in which everything is decided: over its base profile, with its defaults, its extensions looked up, and checked. Immutable.</summary>
public sealed class BootAssetRequest
{
    readonly TalosBootEngine _engine;
    readonly ResolvedRequest _request;

    internal BootAssetRequest(TalosBootEngine engine, ResolvedRequest request) => (_engine, _request) = (engine, request);

    /// <summary>The finalized profile. Given to <see cref="TalosBootEngine.CreateAsset(Profile)"/> again, it gives the same asset.</summary>
    /// <remarks>Signers that were given as objects are no part of it.</remarks>
    public Profile Profile => _request.Profile;

    /// <summary>What upstream calls the file, such as <c>metal-amd64.iso</c>.</summary>
    public string FileName => ProfileFileNames.Packed(Profile);

    /// <summary>What was found while the request was resolved, and does not keep it from being built. The asset tells it again.</summary>
    public IReadOnlyList<Diagnostic> Warnings => _request.Warnings;

    /// <summary>Lays the asset out: fetches what it is made from, compresses extensions, and computes every offset. Nothing is written yet.</summary>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The asset, which the caller disposes.</returns>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// A key or certificate cannot be used, they are no pair, or a signer did not sign (TB45xx).
    /// </exception>
    public Task<BootAsset> PlanAsync(IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default) =>
        _engine.PlanAsync(_request, progress, cancellationToken);
}
