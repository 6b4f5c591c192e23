using System.Globalization;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs;

/// <summary>
/// The work on all layers of one initramfs: extensions are read and checked some ahead, and each is compressed as soon as it is there. What fails is
/// reported as if one was done after the other.
/// </summary>
internal sealed class LayerWork : IAsyncDisposable
{
    // So many are fetched at the same time; how many are unpacked and compressed is the budget's.
    const int Ahead = 4;

    readonly LayerPreparation _preparation;
    readonly CancellationTokenSource _stop;
    readonly SemaphoreSlim _opening = new(Ahead);
    readonly Task<LayerDraft>[] _drafts;
    readonly Dictionary<string, Task<PreparedLayer>> _layers = [];

    public LayerWork(
        LayerPreparation preparation, IReadOnlyList<ExtensionSource> extensions, CancellationToken cancellationToken)
    {
        _preparation = preparation;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _drafts = new Task<LayerDraft>[extensions.Count];
        for (var index = 0; index < _drafts.Length; index++)
        {
            var name = index.ToString(CultureInfo.InvariantCulture);
            var source = extensions[index];

            // Beside the caller, who has the stock initramfs to get: what is remembered is verified without a pause.
            _drafts[index] = Task.Run(() => OpenAsync(name, source), CancellationToken.None);
            _layers.Add(name, PrepareAsync(_drafts[index]));
        }
    }

    /// <summary>
    /// All extensions, checked. Layers are named by their place in the profile, and ordered as texts: 0, 1, 10, 11, 2 (docs/formats/initramfs.md).
    /// </summary>
    public async Task<List<LayerDraft>> OpenedAsync()
    {
        var drafts = new List<LayerDraft>();
        foreach (var draft in _drafts)
        {
            drafts.Add(await draft.ConfigureAwait(false));
        }

        return [.. drafts.OrderBy(draft => draft.Name, StringComparer.Ordinal)];
    }

    /// <summary>Begins to compress one more layer.</summary>
    public void Prepare(LayerDraft draft) => _layers.Add(draft.Name, PrepareAsync(Task.FromResult(draft)));

    /// <summary>The layers of drafts, in their order.</summary>
    public async Task<PreparedLayer[]> PreparedAsync(IReadOnlyList<LayerDraft> drafts)
    {
        var layers = new PreparedLayer[drafts.Count];
        for (var index = 0; index < layers.Length; index++)
        {
            layers[index] = await _layers[drafts[index].Name].ConfigureAwait(false);
        }

        return layers;
    }

    /// <summary>Stops what is still at work, and waits for it: it uses what belongs to the caller. Failures were reported, or do not matter any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll([.. _drafts, .. _layers.Values]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _opening.Dispose();
        _stop.Dispose();
    }

    async Task<LayerDraft> OpenAsync(string name, ExtensionSource source)
    {
        await _opening.WaitAsync(_stop.Token).ConfigureAwait(false);
        try
        {
            return await _preparation.OpenAsync(name, source, _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    async Task<PreparedLayer> PrepareAsync(Task<LayerDraft> opening)
    {
        var draft = await opening.ConfigureAwait(false);
        return await _preparation.PrepareAsync(draft, _stop.Token).ConfigureAwait(false);
    }
}
