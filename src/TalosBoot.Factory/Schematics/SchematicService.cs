using System.Buffers;
using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Work;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>Creates and finds schematics, over a store and a memory of what it has and has not.</summary>
internal sealed class SchematicService
{
    const long MemoryLimit = 64L << 20;

    // What is remembered takes beside its text, about.
    const long EntrySize = 2048;
    const int LongestRemembered = 64 * 1024;

    // What is stored was accepted, whatever has become of the limit since.
    static readonly SchematicReaderOptions ReadingStored = new() { MaximumLength = int.MaxValue };

    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    readonly ISchematicRepository _store;
    readonly FactoryMetrics _metrics;
    readonly TimeProvider _time;
    readonly TimeSpan _negativeLifetime;
    readonly SchematicReaderOptions _reading;
    readonly bool _hasOwners;
    readonly BoundedCache<SchematicId, Remembered> _memory;
    readonly BoundedCache<(Digest Document, string Owner), CreatedSchematic> _documents;
    readonly SingleFlight<SchematicId, StoredSchematic?> _reads = new();
    readonly SingleFlight<SchematicId, bool> _writes = new();

    public SchematicService(ISchematicRepository store, ImageFactoryOptions options, FactoryMetrics metrics, TimeProvider time)
    {
        (_store, _metrics, _time) = (store, metrics, time);
        _negativeLifetime = options.Cache.SchematicNegativeLifetime;
        _reading = new SchematicReaderOptions { MaximumLength = options.Features.MaximumSchematicLength };
        _hasOwners = options.Authentication.IsEnabled;
        _memory = new(options.Cache.SchematicCapacity, MemoryLimit);
        _documents = new(options.Cache.SchematicCapacity, MemoryLimit);
        metrics.ObserveSchematicCache(() => _memory.Count);
    }

    /// <summary>Reads, checks and stores a schematic.</summary>
    /// <param name="document">What the client sent.</param>
    /// <param name="owner">Who it is, where there are owners.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CreatedSchematic> CreateAsync(ReadOnlyMemory<byte> document, string owner, CancellationToken cancellationToken)
    {
        var key = (Digest.Sha256(document.Span), owner);
        if (_documents.TryGet(key, out var known) && _memory.TryGet(known.Id, out var remembered) && remembered.Schematic is not null)
        {
            _metrics.SchematicDuplicate();
            return known;
        }

        var schematic = Own(Schematic.Parse(document.Span, _reading), owner);
        var text = schematic.ToYaml();
        var canonical = Encoding.UTF8.GetBytes(text);
        var id = SchematicId.OfCanonical(canonical);
        var created = new CreatedSchematic(id, schematic.Owner, CreateAnswer(id, text));
        if (_memory.TryGet(id, out remembered) && remembered.Schematic is not null)
        {
            _metrics.SchematicDuplicate();
        }
        else
        {
            CheckReadable(canonical);
            await StoreAsync(new StoredSchematic(id, schematic, canonical), cancellationToken).ConfigureAwait(false);
        }

        if (document.Length <= LongestRemembered)
        {
            _documents.Set(key, created, EntrySize + created.Answer.Length);
        }

        return created;
    }

    /// <summary>Stores a schematic once for all that create it now. It is remembered and counted even if they leave before it is on the disk.</summary>
    async Task StoreAsync(StoredSchematic schematic, CancellationToken cancellationToken)
    {
        var isOwnWrite = false;
        await _writes.RunAsync(
            schematic.Id,
            async () =>
            {
                isOwnWrite = true;
                var isNew = await _store.PutAsync(schematic.Id, schematic.Canonical, CancellationToken.None).ConfigureAwait(false);
                _memory.Set(schematic.Id, new Remembered(schematic, default), schematic.Weight);
                _metrics.SchematicCreated(isNew);
                return isNew;
            },
            cancellationToken).ConfigureAwait(false);
        if (!isOwnWrite)
        {
            _metrics.SchematicDuplicate();
        }
    }

    /// <summary>Finds a schematic for a user.</summary>
    /// <returns>Null for a malformed or unknown identifier.</returns>
    public async Task<StoredSchematic?> FindAsync(string text, string owner, CancellationToken cancellationToken)
    {
        _metrics.SchematicRead();
        return await LookUpAsync(text, cancellationToken).ConfigureAwait(false) is { } schematic ? Permit(schematic, owner) : null;
    }

    /// <summary>Whose a schematic is: nobody's, the empty string, also for one that is unknown.</summary>
    public async Task<string> FindOwnerAsync(string text, CancellationToken cancellationToken) =>
        await LookUpAsync(text, cancellationToken).ConfigureAwait(false) is { } schematic ? schematic.Schematic.Owner : string.Empty;

    async Task<StoredSchematic?> LookUpAsync(string text, CancellationToken cancellationToken)
    {
        if (!IsIdentifier(text) || !SchematicId.TryParse(text, out var id))
        {
            return null;
        }

        if (!_memory.TryGet(id, out var remembered) || (remembered.Schematic is null && _time.GetElapsedTime(remembered.NotedAt) >= _negativeLifetime))
        {
            var found = await _reads.RunAsync(id, () => ReadAsync(id), cancellationToken).ConfigureAwait(false);
            remembered = new Remembered(found, default);
        }

        return remembered.Schematic;
    }

    /// <summary>The same for who needs one.</summary>
    /// <exception cref="FactoryRequestException">There is no such schematic (404).</exception>
    public async Task<StoredSchematic> GetAsync(string text, string owner, CancellationToken cancellationToken) =>
        await FindAsync(text, owner, cancellationToken).ConfigureAwait(false)
        ?? throw FactoryRequestException.NotFound($"schematic ID {GoQuote.Of(text)} not found");

    async Task<StoredSchematic?> ReadAsync(SchematicId id)
    {
        if (await _store.FindAsync(id, CancellationToken.None).ConfigureAwait(false) is not { } text)
        {
            // A schematic that was created meanwhile stays.
            return _memory.SetUnless(id, new Remembered(null, _time.GetTimestamp()), EntrySize, known => known.Schematic is not null).Schematic;
        }

        var schematic = Schematic.Parse(text.Span, ReadingStored);
        var stored = new StoredSchematic(id, schematic, Encoding.UTF8.GetBytes(schematic.ToYaml()));
        _memory.Set(id, new Remembered(stored, default), stored.Weight);
        return stored;
    }

    Schematic Own(Schematic schematic, string owner)
    {
        if (!_hasOwners)
        {
            schematic.Validate();
            return schematic;
        }

        return schematic.Owner.Length == 0 || schematic.Owner == owner
            ? schematic with { Owner = owner }
            : throw new FactoryRequestException(403, "access denied");
    }

    /// <summary>Refuses what could not be read again: the canonical text may be much longer than the document, and have more nodes.</summary>
    void CheckReadable(byte[] canonical)
    {
        try
        {
            Schematic.Parse(canonical, _reading);
        }
        catch (SchematicException exception) when (exception.DiagnosticId == DiagnosticIds.SchematicLimit)
        {
            throw new SchematicException(
                exception.DiagnosticId, $"the canonical form of the schematic has {canonical.Length} bytes, and is over a limit. Make the document smaller.",
                innerException: exception);
        }
        catch (SchematicException exception)
        {
            // Go's YAML library writes a text that begins with an empty line before an indented one so that nobody can read it (docs/formats/schematic.md).
            throw new SchematicException(
                exception.DiagnosticId,
                $"the canonical form of the schematic cannot be read: {exception.UpstreamText}. Begin no text with an empty line before an indented one.",
                innerException: exception);
        }
    }

    /// <summary>With owners a schematic is its owner's alone; without them one that has an owner is nobody's (docs/formats/factory.md).</summary>
    StoredSchematic Permit(StoredSchematic stored, string owner) => stored.Schematic.Owner == (_hasOwners ? owner : string.Empty) && (!_hasOwners || owner.Length > 0)
        ? stored
        : throw (_hasOwners ? new FactoryRequestException(403, "access denied") : new FactoryAuthenticationException());

    static byte[] CreateAnswer(SchematicId id, string text) => Encoding.UTF8.GetBytes(
        new StringBuilder().AppendObject([("id", id.Hex), ("schematic", text)]).Append('\n').ToString());

    static bool IsIdentifier(string text) => text.Length == 64 && !text.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>A schematic, or that there was none at a moment: a time stamp, which runs on when the clock is set.</summary>
    readonly record struct Remembered(StoredSchematic? Schematic, long NotedAt);
}
