module gazette

go 1.26.0
