using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Oci.ImageCaches;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary>A bundle that tells how much of it has been read: of what is written or sent, as far as that is seen from here.</summary>
sealed class ObservedBundle
{
    /// <summary>Reports that come more often would be as many as there are pieces.</summary>
    const long Step = 4 << 20;

    readonly Lock _lock = new();
    readonly IProgress<BuildProgress> _progress;
    readonly BuildStage _stage;
    readonly string _item;
    long _done;
    long _reported;

    /// <summary>Wraps a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="progress">Is told.</param>
    /// <param name="stage">What is done with the bundle.</param>
    /// <param name="item">Where it goes.</param>
    public ObservedBundle(ImageCache bundle, IProgress<BuildProgress> progress, BuildStage stage, string item)
    {
        (_progress, _stage, _item) = (progress, stage, item);
        var tree = new FileTree();
        foreach (var (path, entry) in bundle.Tree.Walk())
        {
            if (entry is RegularFile file)
            {
                Length += file.Content.Length;
                tree.SetFile(path, new ObservedContent(file.Content, Add));
            }
            else
            {
                tree.EnsureDirectory(path);
            }
        }

        Bundle = ImageCache.FromTree("a bundle", tree);
        Report();
    }

    /// <summary>The same bundle.</summary>
    public ImageCache Bundle { get; }

    /// <summary>The bytes of its files.</summary>
    public long Length { get; }

    /// <summary>Tells that all is done: what is in its place already is not read.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _done = Length;
            Report();
        }
    }

    void Add(long bytes)
    {
        lock (_lock)
        {
            _done += bytes;
            if (_done - _reported >= Step && _done < Length)
            {
                Report();
            }
        }
    }

    void Report()
    {
        _reported = _done;
        _progress.Report(new BuildProgress(_stage, _item, _done, Length));
    }

    /// <summary>Counts each byte once, also where it is hashed before it is sent.</summary>
    sealed class ObservedContent(BlobSource content, Action<long> add) : BlobSource
    {
        readonly Lock _lock = new();
        long _read;

        public override long Length => content.Length;

        public override ContentKind Kind => content.Kind;

        public override IReadOnlyList<Extent> Extents => content.Extents;

        protected override void ReadCore(long offset, Span<byte> destination)
        {
            content.Read(offset, destination);
            long more;
            lock (_lock)
            {
                more = Math.Max(0, offset + destination.Length - _read);
                _read += more;
            }

            add(more);
        }
    }
}
