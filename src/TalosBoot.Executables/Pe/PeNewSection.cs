using TalosBoot.Core.Content;
using TalosBoot.Executables.Pe.OnDisk;

namespace TalosBoot.Executables.Pe;

/// <summary>A section to append to a PE image.</summary>
public sealed record PeNewSection
{
    /// <summary>Creates the section.</summary>
    /// <param name="name">The name: 1 to 8 printable ASCII characters, such as <c>.osrel</c>.</param>
    /// <param name="content">The data, which is placed and not copied.</param>
    /// <exception cref="ArgumentException">The name is empty, longer than 8 characters, or has other characters.</exception>
    public PeNewSection(string name, BlobSource content)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(content);
        if (name.Length > PeSectionHeader.NameLength || name.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException($"A section name has 1 to {PeSectionHeader.NameLength} printable ASCII characters; \"{name}\" "
                + $"has not.", nameof(name));
        }

        Name = name;
        Content = content;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The data.</summary>
    public BlobSource Content { get; }
}
