using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Releases;

/// <summary>The Talos versions that are offered (docs/formats/factory.md): the tags of the imager repository, read again from time to time.</summary>
internal sealed class VersionList
{
    readonly ReleaseImages _images;
    readonly TimeProvider _time;
    readonly TimeSpan _interval;
    readonly SemanticVersion _minimum;
    readonly SemanticVersion[] _broken;
    readonly SingleFlight<int, Known> _reads = new();
    Known? _known;

    public VersionList(ReleaseImages images, ImageFactoryOptions options, TimeProvider time)
    {
        (_images, _time, _interval) = (images, time, options.Artifacts.VersionRecheckInterval);
        _minimum = Parse(options.Build.MinimumTalosVersion);
        _broken = [.. options.Build.BrokenTalosVersions.Select(Parse)];
        BrokenAnswer = GoJsonText.Lines(_broken.Select(version => "v" + version));
    }

    /// <summary>The broken versions, as configured, as JSON.</summary>
    public ReadOnlyMemory<byte> BrokenAnswer { get; }

    /// <summary>All versions, ascending.</summary>
    public async ValueTask<Known> GetAsync(CancellationToken cancellationToken)
    {
        if (_known is { } known && _time.GetUtcNow() - known.ReadAt is var age && age >= TimeSpan.Zero && age < _interval)
        {
            return known;
        }

        return await _reads.RunAsync(0, ReadAsync, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fails unless a version is offered. Build metadata does not count.</summary>
    /// <exception cref="FactoryRequestException">It is not.</exception>
    public async ValueTask RequireAsync(ReleaseVersion release, CancellationToken cancellationToken)
    {
        var known = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (!known.All.Contains(release.Version))
        {
            throw release.NotAvailable();
        }

        if (release.Version.Build.Length > 0)
        {
            throw FactoryRequestException.Internal($"{release.Tag} is no tag");
        }
    }

    /// <summary>Whether a version was not offered when the list was read last. Reads nothing; false as long as the list was never read.</summary>
    public bool IsKnownAsMissing(ReleaseVersion release) => _known is { } known && (release.Version.Build.Length > 0 || !known.All.Contains(release.Version));

    /// <summary>The newest version that is no pre-release.</summary>
    public async ValueTask<ReleaseVersion> LatestAsync(CancellationToken cancellationToken)
    {
        var known = await GetAsync(cancellationToken).ConfigureAwait(false);
        return FindLatest(known.All) ?? throw FactoryRequestException.Internal("no stable version is known");
    }

    /// <summary>The newest of versions that is no pre-release; null when all are.</summary>
    /// <param name="versions">The versions, ascending.</param>
    public static ReleaseVersion? FindLatest(IReadOnlyList<SemanticVersion> versions) =>
        versions.LastOrDefault(version => !version.IsPreRelease) is { } latest ? new ReleaseVersion(latest, "v" + latest) : null;

    /// <summary>Chooses what is offered from the tags of the imager.</summary>
    internal static IReadOnlyList<SemanticVersion> Choose(IEnumerable<string> tags, SemanticVersion minimum, IReadOnlyCollection<SemanticVersion> broken)
    {
        var parsed = tags.Select(tag => SemanticVersion.TryParseTolerant(tag, out var version) ? version : null).OfType<SemanticVersion>().Distinct().ToArray();
        var newest = parsed.Max();
        return [.. parsed.Where(version => version.CompareTo(minimum) >= 0 && !broken.Contains(version) && IsOfferedRelease(version, newest!)).Order()];
    }

    /// <summary>Pre-releases are offered of the newest minor version only, and only those that are meant for users.</summary>
    static bool IsOfferedRelease(SemanticVersion version, SemanticVersion newest) => !version.IsPreRelease
        || ((version.Major, version.Minor) == (newest.Major, newest.Minor)
            && version.PreRelease is ["alpha" or "beta" or "rc", var number] && SemanticVersion.IsNumber(number));

    async Task<Known> ReadAsync()
    {
        var tags = await _images.ListTagsAsync(_images.Components.Imager, CancellationToken.None).ConfigureAwait(false);
        var all = Choose(tags, _minimum, _broken);
        if (all.Count == 0)
        {
            throw new RegistryException(DiagnosticIds.ImageNotFound, _images.Components.Imager, "no tag of the imager is a version. Check artifacts.core.");
        }

        var known = new Known(all, GoJsonText.Lines(all.Select(version => "v" + version)), _time.GetUtcNow());
        _known = known;
        return known;
    }

    static SemanticVersion Parse(string text) => SemanticVersion.TryParse(text, out var version)
        ? version : throw new ArgumentException($"\"{text}\" is no version.", nameof(text));

    /// <summary>What was read.</summary>
    /// <param name="All">The versions, ascending.</param>
    /// <param name="Answer">The same as JSON.</param>
    /// <param name="ReadAt">When.</param>
    internal sealed record Known(IReadOnlyList<SemanticVersion> All, ReadOnlyMemory<byte> Answer, DateTimeOffset ReadAt);
}
