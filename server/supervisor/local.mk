# filled by its layer
