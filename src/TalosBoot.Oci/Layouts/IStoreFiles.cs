using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Layouts;

/// <summary>The files of a saved image: in a folder, or in an archive.</summary>
internal interface IStoreFiles
{
    /// <summary>The folder or archive.</summary>
    string Name { get; }

    /// <summary>The content of a file, or null when there is none.</summary>
    /// <param name="path">Names separated by slashes.</param>
    BlobSource? Find(string path);
}
