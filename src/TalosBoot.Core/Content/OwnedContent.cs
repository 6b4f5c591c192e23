namespace TalosBoot.Core.Content;

/// <summary>
/// Content together with what it is read from. Disposed while it is being read, it gives that back when the last reader ends; who reads
/// after that gets an <see cref="ObjectDisposedException"/>. Thread-safe.
/// </summary>
/// <param name="inner">The content.</param>
/// <param name="owner">What it is read from.</param>
internal sealed class OwnedContent(BlobSource inner, IDisposable owner) : BlobSource, IDisposable
{
    readonly Lock _lock = new();
    int _readers;
    bool _disposed;

    public override long Length => inner.Length;

    public override ContentKind Kind => inner.Kind;

    public override IReadOnlyList<Extent> Extents => inner.Extents;

    /// <summary>Keeps the content readable until what is returned is disposed.</summary>
    public IDisposable Hold()
    {
        Enter();
        return new Reader(this);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (_readers > 0)
            {
                return;
            }
        }

        GiveBack();
    }

    internal override void CloseFiles() => inner.CloseFiles();

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        Enter();
        try
        {
            inner.Read(offset, destination);
        }
        finally
        {
            Leave();
        }
    }

    void Enter()
    {
        lock (_lock)
        {
            // Whoever holds it may go on reading.
            ObjectDisposedException.ThrowIf(_disposed && _readers == 0, this);
            _readers++;
        }
    }

    void Leave()
    {
        lock (_lock)
        {
            _readers--;
            if (!_disposed || _readers > 0)
            {
                return;
            }
        }

        GiveBack();
    }

    void GiveBack()
    {
        inner.CloseFiles();
        owner.Dispose();
    }

    sealed class Reader(OwnedContent content) : IDisposable
    {
        int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                content.Leave();
            }
        }
    }
}
