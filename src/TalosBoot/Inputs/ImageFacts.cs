using System.Collections.Concurrent;
using TalosBoot.Core.Content;

namespace TalosBoot.Inputs;

/// <summary>What was read of container images, and is small: catalogs, and the profiles of overlays. An image never changes under its digest. Thread-safe.</summary>
internal sealed class ImageFacts
{
    // Catalogs of a few releases and their overlays; beyond that, what was read is read again.
    const int MostFacts = 256;

    readonly ConcurrentDictionary<(Type Kind, Digest Image), object> _facts = [];

    /// <summary>What is remembered of an image; null for nothing.</summary>
    public T? Find<T>(Digest image)
        where T : class => _facts.TryGetValue((typeof(T), image), out var fact) ? (T)fact : null;

    /// <summary>Remembers something of an image.</summary>
    public void Keep<T>(Digest image, T fact)
        where T : class
    {
        if (_facts.Count >= MostFacts)
        {
            _facts.Clear();
        }

        _facts[(typeof(T), image)] = fact;
    }
}
