namespace TalosBoot.Archives.Trees;

/// <summary>The kinds of special files.</summary>
public enum SpecialFileKind
{
    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Fifo,

    /// <summary>A socket.</summary>
    Socket,
}
